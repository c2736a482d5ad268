import { createHash, randomUUID } from 'node:crypto'
import { callHeader, callSigner, type MachineRole } from '@pactwork/kernel/runtime/call-identity'
import { newId } from '@pactwork/kernel/ids'
import { getNamedType, isNonNullType, type GraphQLObjectType } from 'graphql'
import { post, type Answer } from '../../stack/graph-client.ts'
import { askSubgraph } from '../../support/graph.ts'
import { testStack } from '../../support/test-stack.ts'
import { argumentsFor, entitiesOf, idPaths, type Fill, type IdPath, type RootField } from './graph.ts'
import { kindOf } from './id-arguments.ts'
import { fields, select, type Reach } from './selection.ts'
import { ordinary } from './values.ts'
import type { Ids } from './collect-ids.ts'
import type { Asker } from './world.ts'

/** An id of the same kind that nobody has. */
export const nobodys = (id: string): string =>
  id.startsWith('sha256:')
    ? `sha256:${createHash('sha256').update(randomUUID()).digest('hex')}`
    : newId(id.split('_')[0] ?? '')

/** Arguments with `id` in one place and the asker's own ids where another one is needed. */
export const argumentsWith = (field: RootField, probed: IdPath, id: string, own: Ids) =>
  argumentsFor(field, [probed], (given, path) => {
    if (path.join() === probed.join()) return id

    return getNamedType(given.type).name === 'ID' && !isNonNullType(given.type)
      ? undefined
      : ordinaryOr(field, own)(given, path)
  })

/** Arguments with the asker's own id in every place that takes one. */
export const argumentsOf = (field: RootField, own: Ids) =>
  argumentsFor(field, idPaths(field), ordinaryOr(field, own))

const ordinaryOr =
  (field: RootField, own: Ids): Fill =>
  (given, path) => {
    if (getNamedType(given.type).name !== 'ID') return ordinary(given, path)

    return given.name === 'idempotencyKey' ? randomUUID() : own[kindOf(field, path) ?? '']
  }

/** One root field with its arguments as variables. */
export function document(
  operation: 'query' | 'mutation' | 'subscription',
  field: RootField,
  given: object,
  selection: string,
): string {
  const used = field.args.filter(({ name }) => name in given)
  const declared = used.map(({ name, type }) => `$${name}: ${type.toString()}`).join(', ')
  const passed = used.map(({ name }) => `${name}: $${name}`).join(', ')

  return `${operation} Probe(${declared}) { ${field.name}(${passed}) ${selection} }`
}

/** Somebody's question at the gateway or a machine's at the subgraph, with everything selected. */
export const questionFor = (field: RootField, given: object, reach: Reach): string =>
  document('query', field, given, select(getNamedType(field.type), reach))

/** The kinds of things a subgraph resolves, asked for all at once. */
export const entityQuestion = (subgraph: string): string => {
  const parts = entitiesOf(subgraph).map(
    (type) => `... on ${type.name} { __typename ${fields(type, { subgraph }, 2, `${type.name}_`)} }`,
  )

  return `query Probe($representations: [_Any!]!) {
    _entities(representations: $representations) { __typename ${parts.join(' ')} } }`
}

export const representationsOf = (types: readonly GraphQLObjectType[], ids: Ids) => ({
  representations: types.map(({ name }) => ({ __typename: name, id: ids[name] })),
})

/** As the gateway asks a subgraph for a person: what composition asks for on their behalf. */
export async function askAsGateway(
  { token }: Asker,
  subgraph: string,
  query: string,
  variables: object,
): Promise<Answer> {
  const { env } = await testStack()
  const body = JSON.stringify({ query, variables })
  const sign = callSigner('gateway', env['PACTWORK_KEYS_DIR'] ?? '')

  return post(`${env['PACTWORK_SUBGRAPHS_URL']}/${subgraph}/graphql`, body, {
    authorization: `Bearer ${token}`,
    [callHeader]: await sign(subgraph, body, { correlationId: randomUUID() }, token),
  })
}

/** As one of our machines asks a subgraph. */
export const askAsMachine = (
  role: MachineRole,
  tenantId: string,
  subgraph: string,
  query: string,
  variables: object,
): Promise<Answer> => askSubgraph(role, tenantId, subgraph, query, { ...variables })
