import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { readCatalogFolder } from '../stack/catalog-folder.ts'
import type { Data, GraphClient } from '../stack/graph-client.ts'
import { root } from '../stack/paths.ts'
import { ensureTenant, type Tenant } from '../stack/tenants.ts'
import { testStack } from '../support/test-stack.ts'

/** A tenant of the test's own, with every persona (M32). */
export async function newTenant(): Promise<Tenant> {
  const { env } = await testStack()
  const endpoints = {
    gateway: env.PACTWORK_GATEWAY_URL ?? '',
    subgraphs: env.PACTWORK_SUBGRAPHS_URL ?? '',
    keysDir: env.PACTWORK_KEYS_DIR ?? '',
  }

  return ensureTenant(endpoints, { slug: `catalog-${randomUUID()}`, name: 'Catalog tests' })
}

export type Files = { path: string; text: string }[]

/** The payloads of the project's own sample catalog. */
export const sampleFiles = async (): Promise<Files> =>
  (await readCatalogFolder(join(root, 'test/catalogs/cold-chain'))).files

/** The same payloads with one attribute of one file written otherwise. */
export const edited = (files: Files, path: string, change: (payload: Data) => void): Files =>
  files.map((file) => {
    if (file.path !== path) return file
    const payload: Data = JSON.parse(file.text)
    change(payload)

    return { path, text: JSON.stringify(payload) }
  })

const publication = 'publication { id catalogVersion publicationHash offeringCount sellableCount cause }'

/** Imports payloads as a catalog manager and answers the publication and the report. */
export const importing = (manager: GraphClient, files: Files): Promise<Data> =>
  manager.carry(
    'importCatalog',
    { files },
    { fields: `${publication} report { outcome warningCount findings { code file } }` },
  )

/** Confirms every inferred link of the publication in force. */
export async function confirmAll(manager: GraphClient): Promise<Data> {
  const { currentCatalogPublication: current } = await manager.data(
    '{ currentCatalogPublication { publicationHash links(status: "INFERRED") { id } } }',
  )
  const linkIds = current.links.map(({ id }: { id: string }) => id)

  return manager.carry(
    'confirmLinks',
    { publicationHash: current.publicationHash, linkIds, reason: 'They belong together.' },
    { fields: publication },
  )
}

/** The offering of that name in the publication in force. */
export async function offeringNamed(client: GraphClient, name: string): Promise<Data> {
  const { productOfferings } = await client.data(
    `query ($text: String!) { productOfferings(filter: { text: $text }) { nodes {
       id name catalogVersion sellable orderable reasons { code } prices { name price { amount currency } } } } }`,
    { text: name },
  )
  const found: Data | undefined = productOfferings.nodes.find((one: Data) => one.name === name)
  if (!found) throw new Error(`There is no offering "${name}".`)

  return found
}
