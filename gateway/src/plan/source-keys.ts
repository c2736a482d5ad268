import { Kind, print, visit, type DocumentNode, type FieldNode, type ValueNode } from 'graphql'

/** No field of a graph begins so. */
const prefix = '_pw_'
const ours = /^_pw_[0-9a-z]+_/

/**
 * Fields with an alias or with arguments get names of ours on their way to subgraphs. An alias may be the name of a
 * field that the plan itself needs there (`{ id: name }` beside a key `id`), and must never take its place. And what
 * fragments on different types ask for under one key, Apollo's planner takes for the same where a subgraph knows their
 * interface as an object, whatever the fields and arguments; so the name says which they are.
 */
export const sourceKey = ({ alias, name, arguments: given = [] }: FieldNode): string => {
  const key = alias?.value ?? name.value
  if (key === name.value && given.length === 0) return key
  const asked = given.map((argument) => `${argument.name.value}:${written(argument.value)}`).toSorted()

  return `${prefix}${digest(`${name.value}(${asked.join()})`)}_${key}`
}

/** The client's name for a key of ours. */
export const clientKey = (source: string): string => source.replace(ours, '')

export const withSourceKeys = (document: DocumentNode): DocumentNode =>
  visit(document, {
    Field: (node) => {
      const key = sourceKey(node)
      return key === (node.alias?.value ?? node.name.value)
        ? undefined
        : { ...node, alias: { kind: Kind.NAME, value: key } }
    },
  })

/** A value as text; the order of an object's fields does not count, as in GraphQL's own comparison. */
function written(value: ValueNode): string {
  if (value.kind === Kind.LIST) return `[${value.values.map(written).join()}]`
  if (value.kind !== Kind.OBJECT) return print(value)
  const fields = value.fields.map((field) => `${field.name.value}:${written(field.value)}`)

  return `{${fields.toSorted().join()}}`
}

/** 53 bits of a text, as letters and digits. */
function digest(text: string): string {
  let low = 0x811c9dc5
  let high = 0x41c6ce57
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit, 0x5f356495)
  }

  return ((high >>> 11) * 2 ** 32 + (low >>> 0)).toString(36)
}
