import { blocks, finding, type Finding, inOrder } from './finding.ts'
import { findDuplicates } from './identify.ts'
import type { StatedLink } from './link.ts'
import { type Published, publish, type Source } from './publication.ts'
import { type CatalogFile, readFile, together } from './read.ts'
import type { Resource } from './resource.ts'

/** The files of an import, read and identified: resources, unless an error refuses all of them. */
export type ReadCatalog = {
  readonly fileCount: number
  readonly resources: readonly Resource[]
  readonly findings: readonly Finding[]
}

/** Reads every file. What the reader of the folder found before is handed in as `found`. */
export function readCatalog(files: readonly CatalogFile[], found: readonly Finding[] = []): ReadCatalog {
  const read = together(files.map(readFile))
  const findings = inOrder([
    ...found,
    ...sameFile(files),
    ...read.findings,
    ...findDuplicates(read.resources),
  ])

  return { fileCount: files.length, resources: blocks(findings) ? [] : read.resources, findings }
}

/** Publishes what was read; undefined when an error refuses the whole import. */
export function publishRead(
  read: ReadCatalog,
  stated: readonly StatedLink[],
  confirmed: readonly string[],
): { source: Source; published?: Published; findings: Finding[] } {
  const source: Source = { resources: read.resources, stated, confirmed }
  if (blocks(read.findings)) return { source, findings: [...read.findings] }
  const published = publish(source)

  return { source, published, findings: inOrder([...read.findings, ...published.findings]) }
}

function sameFile(files: readonly CatalogFile[]): Finding[] {
  const seen = new Set<string>()

  return files.flatMap(({ path }) => {
    const again = seen.has(path)
    seen.add(path)

    return again
      ? [finding('DUPLICATE_FILE', { file: path, path: '' }, 'The import has this path twice.')]
      : []
  })
}
