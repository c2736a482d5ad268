import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { root } from '../stack/paths.ts'
import type { Schemas } from './schema-breaks.ts'

const schemas = z.record(z.string(), z.record(z.string(), z.unknown()))

/** Where the schemas of the last release are kept: in the repository, so that a check needs no history. */
export const releasedFile = join(root, 'contracts/released/events.json')

export const releasedSchemas = (): Schemas =>
  existsSync(releasedFile) ? schemas.parse(JSON.parse(readFileSync(releasedFile, 'utf8'))) : {}

/** The schemas of contracts/schemas as they stand, by context, type and version. */
export const currentSchemas = (): Schemas =>
  schemas.parse(
    Object.fromEntries(
      globSync('*/*.json', { cwd: join(root, 'contracts/schemas') })
        .toSorted()
        .map((file) => [
          file.replace('.json', ''),
          JSON.parse(readFileSync(join(root, 'contracts/schemas', file), 'utf8')) as unknown,
        ]),
    ),
  )

/** One schema a line, so that a release reads well as a difference. */
export const releaseText = (current: Schemas): string =>
  `{\n${Object.entries(current)
    .map(([name, schema]) => `${JSON.stringify(name)}: ${JSON.stringify(schema)}`)
    .join(',\n')}\n}\n`
