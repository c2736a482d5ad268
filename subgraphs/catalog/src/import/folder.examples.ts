import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CatalogFile } from './read.ts'

const catalogs = fileURLToPath(new URL('../../../../test/catalogs/', import.meta.url))

/** The folders of TMF620 payloads that tests import: the project's own, and those PACTWORK_CATALOGS names. */
export const catalogFolders = (): string[] => [
  ...readdirSync(catalogs, { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? [join(catalogs, one.name)] : [],
  ),
  ...(process.env['PACTWORK_CATALOGS'] ?? '').split(delimiter).filter((folder) => folder !== ''),
]

/** The payloads of a folder, without `links.json`. */
export function readFolder(folder: string): CatalogFile[] {
  if (!existsSync(folder)) throw new Error(`PACTWORK_CATALOGS names ${folder}, which does not exist.`)
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'links.json')

  return names.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
}
