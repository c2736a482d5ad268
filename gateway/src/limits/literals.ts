import { Kind, type TypeNode, type ValueNode } from 'graphql'

export type Literals = {
  /** Of the longest list among the values of a document. */
  listLength: number
  /** How deep lists and objects are nested, in values and in the types of variables. */
  valueDepth: number
}

/** Collects what the values of one document are like. */
export function literalsOf(): {
  add(value: ValueNode): void
  addType(type: TypeNode): void
  found: Literals
} {
  const found: Literals = { listLength: 0, valueDepth: 0 }

  const look = (value: ValueNode, depth: number): void => {
    if (value.kind !== Kind.LIST && value.kind !== Kind.OBJECT) return
    found.valueDepth = Math.max(found.valueDepth, depth)
    if (value.kind === Kind.OBJECT) {
      for (const field of value.fields) look(field.value, depth + 1)
      return
    }
    found.listLength = Math.max(found.listLength, value.values.length)
    for (const item of value.values) look(item, depth + 1)
  }

  const addType = (type: TypeNode): void => {
    let depth = 0
    for (let inner = type; inner.kind !== Kind.NAMED_TYPE; inner = inner.type)
      depth += inner.kind === Kind.LIST_TYPE ? 1 : 0
    found.valueDepth = Math.max(found.valueDepth, depth)
  }

  return { add: (value) => look(value, 1), addType, found }
}
