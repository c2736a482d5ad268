import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../stack/paths.ts'

/** Who reads an event: a consumer or a projection, by the name under which it keeps its position. */
export type Reader = { readonly name: string; readonly event: string }

const declaration = /\b(?:consumer|projection)\(\{[\s\S]*?name: '([^']+)'[\s\S]*?events: \[([\s\S]*?)\]/g

/** What the contexts' sources declare to read. Read as text: importing a context would need its database client. */
export function readers(): Reader[] {
  const files = globSync('subgraphs/*/src/**/*.ts', { cwd: root })
    .filter((file) => !file.includes('/kernel/') && !file.endsWith('.spec.ts'))
    .toSorted()

  return files.flatMap((file) => readersIn(readFileSync(join(root, file), 'utf8')))
}

export const readersIn = (source: string): Reader[] =>
  [...source.matchAll(declaration)].flatMap(([, name = '', events = '']) =>
    [...events.matchAll(/\w+\.(\w+)/g)].map(([, event = '']) => ({ name, event })),
  )
