import type { QueryPlanSelectionNode } from '@apollo/query-planner'
import { isTree, type Tree } from './tree.ts'

/** Whether objects of a type are covered by a type condition. */
export type Covers = (condition: string, typename: string) => boolean

/** What identifies an object to the subgraph that completes it; undefined where something of it is not known. */
export type Represent = (object: Tree) => Tree | undefined

type Field = { key: string; name: string; nested: Represent | undefined }

/** A fetch's `requires` → how to represent an object. What is needed of each type is worked out once. */
export function representing(requires: readonly QueryPlanSelectionNode[], covers: Covers): Represent {
  const byType = new Map<string | undefined, Field[]>()
  const fieldsOf = (typename: string | undefined): Field[] => {
    const known = byType.get(typename)
    if (known) return known
    const fields = fieldsFor(requires, typename, covers)
    byType.set(typename, fields)

    return fields
  }

  return (object) => {
    const typename = object['__typename']
    const fields = fieldsOf(typeof typename === 'string' ? typename : undefined)
    if (fields.length === 0) return undefined
    const representation: Tree = {}
    for (const { key, name, nested } of fields) {
      const value = nested ? represented(object[key], nested) : object[key]
      if (value === undefined) return undefined
      representation[name] = value
    }

    return representation
  }
}

function represented(value: unknown, nested: Represent): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => represented(item, nested))
    return items.includes(undefined) ? undefined : items
  }

  return isTree(value) ? nested(value) : value
}

/** Fields that several fragments ask for are one field; their selections are read together. */
function fieldsFor(
  selections: readonly QueryPlanSelectionNode[],
  typename: string | undefined,
  covers: Covers,
): Field[] {
  const found = new Map<string, { name: string; selections: QueryPlanSelectionNode[] }>()
  const collect = (nodes: readonly QueryPlanSelectionNode[]): void => {
    for (const node of nodes) {
      if (node.kind === 'Field') {
        const key = node.alias ?? node.name
        const field = found.get(key) ?? { name: node.name, selections: [] }
        field.selections.push(...(node.selections ?? []))
        found.set(key, field)
      } else if (
        node.typeCondition === undefined ||
        (typename !== undefined && covers(node.typeCondition, typename))
      ) {
        collect(node.selections)
      }
    }
  }
  collect(selections)

  return [...found].map(([key, { name, selections: nested }]) => ({
    key,
    name,
    nested: nested.length > 0 ? representing(nested, covers) : undefined,
  }))
}

/** Equal representations once, each with the places that want its answer. */
export function distinct<Place>(
  places: readonly Place[],
  represent: (place: Place) => Tree | undefined,
): { representations: Tree[]; keys: string[]; wanted: Place[][]; found: number } {
  const known = new Map<string, Place[]>()
  const representations: Tree[] = []
  const wanted: Place[][] = []
  let found = 0
  for (const place of places) {
    const representation = represent(place)
    if (!representation) continue
    found += 1
    const key = JSON.stringify(representation)
    const others = known.get(key)
    if (others) {
      others.push(place)
      continue
    }
    const first = [place]
    known.set(key, first)
    wanted.push(first)
    representations.push(representation)
  }

  return { representations, keys: [...known.keys()], wanted, found }
}
