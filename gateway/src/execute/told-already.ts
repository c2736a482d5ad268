import type { Brings } from './step.ts'
import { isTree, type Tree } from './tree.ts'

/**
 * What a fetch would have brought of an entity, as far as its own representation says it. Apollo's planner, when it
 * does not weigh all alternatives, asks a subgraph for parts of the very key by which it finds the entity; if that
 * subgraph does not know it, they are known all the same. Undefined where the representation says nothing of it.
 */
export function toldAlready(brings: Brings, representation: Tree): Tree | undefined {
  let found: Tree | undefined
  for (const [key, { name, plain, nested }] of brings) {
    const value = plain ? representation[name] : undefined
    if (value === undefined) continue
    const part = nested.size > 0 ? within(nested, value) : value
    if (part === undefined) continue
    found ??= {}
    found[key] = part
  }

  return found
}

function within(brings: Brings, value: unknown): unknown {
  if (!Array.isArray(value)) return isTree(value) ? toldAlready(brings, value) : value
  const items = value.map((item: unknown) => within(brings, item))

  return items.includes(undefined) ? undefined : items
}
