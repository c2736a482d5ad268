import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { currentSchemas, releasedFile, releasedSchemas, releaseText } from './released-schemas.ts'
import { schemaBreaks } from './schema-breaks.ts'

// A released event schema only grows: contracts/schemas is compared with contracts/released/events.json. At a
// release, `--release` takes the present schemas over; it refuses as well while something breaks (ADR 0007).
const released = releasedSchemas()
const current = currentSchemas()
const found = schemaBreaks(released, current)

for (const problem of found) console.error(problem)
if (found.length === 0 && process.argv.includes('--release')) {
  mkdirSync(dirname(releasedFile), { recursive: true })
  writeFileSync(releasedFile, releaseText(current))
}
console.log(
  `${Object.keys(current).length} event schemas compared with ${Object.keys(released).length} released ones`,
)
process.exitCode = found.length === 0 ? 0 : 1
