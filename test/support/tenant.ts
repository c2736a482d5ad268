import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import { importCatalog } from '../stack/journey/catalog.ts'
import { root } from '../stack/paths.ts'
import { ensureTenant, type Endpoints, type Tenant } from '../stack/tenants.ts'
import { testStack } from './test-stack.ts'

/** The catalog the project ships. */
export const sampleCatalog = join(root, 'test/catalogs/cold-chain')

/** The sample catalog and the folders that `PACTWORK_CATALOGS` names, separated by commas. */
export const catalogFolders = (): string[] => [
  sampleCatalog,
  ...(process.env['PACTWORK_CATALOGS'] ?? '')
    .split(',')
    .filter((folder) => folder !== '')
    .map((folder) => resolve(root, folder)),
]

/** A tenant of the test's own, with every persona: isolation is the product's promise, so tests rely on it. */
export async function newTenant(prefix = 'test'): Promise<Tenant> {
  const { urls, env } = await testStack()
  const endpoints: Endpoints = {
    gateway: urls['gateway'] ?? '',
    subgraphs: urls['subgraphs'] ?? '',
    keysDir: env['PACTWORK_KEYS_DIR'] ?? '',
  }

  return ensureTenant(endpoints, { slug: `${prefix}-${randomUUID().slice(0, 8)}`, name: `Test ${prefix}` })
}

/** A tenant with a catalog to sell from. */
export async function newSellingTenant(prefix = 'test', folder = sampleCatalog): Promise<Tenant> {
  const tenant = await newTenant(prefix)
  await importCatalog(tenant, folder, () => {})

  return tenant
}
