import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { EventDefinition } from '@pactwork/contracts/events/define'
import { z } from 'zod'
import { root } from '../stack/paths.ts'

const definition = z.custom<EventDefinition>(
  (value) =>
    z
      .object({
        type: z.string(),
        context: z.string(),
        aggregate: z.string(),
        topic: z.string(),
        version: z.int().positive(),
        description: z.string(),
        payload: z.instanceof(z.ZodObject),
      })
      .safeParse(value).success,
)
const definitions = z.record(z.string(), definition)

/** Every event that contracts/src/events declares, by context and then in the order they are declared. */
export async function eventDefinitions(): Promise<EventDefinition[]> {
  const folder = join(root, 'contracts/src/events')
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && file !== 'define.ts')
  const modules = await Promise.all(
    files.toSorted().map((file): Promise<object> => import(pathToFileURL(join(folder, file)).href)),
  )

  return modules.flatMap((module) =>
    Object.entries(module)
      .filter(([name]) => name.endsWith('Events'))
      .flatMap(([, declared]) => Object.values(definitions.parse(declared))),
  )
}
