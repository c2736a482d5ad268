import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../stack/paths.ts'
import type { Artifact } from './artifact.ts'

/** A sentence for each committed file that is not what the code makes. */
export function differences(made: readonly Artifact[], folder = root): string[] {
  return made.flatMap(({ path, content }) => {
    const committed = read(join(folder, path))
    if (committed === content) return []

    return committed === undefined
      ? [`${path} is missing. Run: npm run generate`]
      : [`${path} is not what the code makes. Run: npm run generate`]
  })
}

/**
 * Schemas that no event makes. An older version of an event stays for ever, because the journal still holds events
 * of it; anything else is a leftover.
 */
export function leftovers(made: readonly Artifact[], folder = root): string[] {
  const paths = new Set(made.map(({ path }) => path))
  const types = new Map(made.map(({ path }) => [withoutVersion(path), versionOf(path)]))

  return globSync('contracts/schemas/*/*.json', { cwd: folder })
    .filter((path) => !paths.has(path) && !(versionOf(path) < (types.get(withoutVersion(path)) ?? 0)))
    .map((path) => `${path} belongs to no event of contracts/src/events. Delete it, or bring the event back.`)
}

const version = /\.v(\d+)\.json$/
const withoutVersion = (path: string): string => path.replace(version, '')
const versionOf = (path: string): number => Number(version.exec(path)?.[1] ?? Number.POSITIVE_INFINITY)

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
