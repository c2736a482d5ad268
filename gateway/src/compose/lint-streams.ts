import { Kind, print, type FieldDefinitionNode } from 'graphql'
import { namedType } from './lint-subgraph.ts'
import type { SubgraphSchema } from './read-subgraphs.ts'

/** Each stream has beside it what the gateway follows it by, or it would be an upstream for each person (ADR 0030). */
export function streamsWithoutPages(subgraph: SubgraphSchema): string[] {
  const queries = rootFields(subgraph, 'Query')
  const streams = rootFields(subgraph, 'Subscription')
  const feeds = new Set(
    subgraph.typeDefs.definitions
      .filter((node) => node.kind === Kind.UNION_TYPE_DEFINITION)
      .filter(({ types }) => types?.some(({ name }) => name.value === 'FeedGap'))
      .map(({ name }) => name.value),
  )

  return [...streams.values()]
    .filter(({ type }) => feeds.has(namedType(type)))
    .filter((stream) => {
      const page = queries.get(`${stream.name.value}Page`)
      const isPaged = page && argumentsOf(page) === argumentsOf(stream)
      return !isPaged || !streams.has(`${stream.name.value}Entries`)
    })
    .map((stream) => {
      const name = stream.name.value
      return `${subgraph.name}: Subscription.${name} needs Query.${name}Page(${argumentsOf(stream)}) and Subscription.${name}Entries beside it.`
    })
}

function rootFields({ typeDefs }: SubgraphSchema, root: string): ReadonlyMap<string, FieldDefinitionNode> {
  return new Map(
    typeDefs.definitions
      .filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION)
      .filter(({ name }) => name.value === root)
      .flatMap(({ fields = [] }) => fields.map((field) => [field.name.value, field] as const)),
  )
}

const argumentsOf = (field: FieldDefinitionNode): string =>
  (field.arguments ?? [])
    .map(({ name, type }) => `${name.value}: ${print(type)}`)
    .toSorted()
    .join(', ')
