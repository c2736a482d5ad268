import { buildSubgraphSchema } from '@apollo/subgraph'
import { composeGraph } from '@pactwork/gateway/compose/compose-graph'
import { subgraphDocument } from '@pactwork/gateway/compose/read-subgraphs'
import { execute } from '@pactwork/gateway/execute/execute'
import type { SubgraphAnswer, SubgraphRequest } from '@pactwork/gateway/execute/subgraph-fetch'
import { buildGraph } from '@pactwork/gateway/graph'
import { prepare } from '@pactwork/gateway/plan/prepare'
import { graphql, parse, validate } from 'graphql'
import { operation } from '../differential/differential.ts'

/** Of each type, its fields' resolvers and `__resolveReference`; what each takes is the suite's own matter. */
type Resolvers = Record<string, Record<string, (...given: never[]) => unknown>>
type Module = Extract<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[]>[number]
export type Part = { sdl: string; resolvers?: Resolvers }

export type Answered = {
  data: unknown
  /** The errors' paths and what they say; none where there is none. */
  errors: { path: string; message: string }[]
  /** What the subgraphs were asked. */
  calls: Pick<SubgraphRequest, 'subgraph' | 'document' | 'variables'>[]
}

const overTheWire = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value))

/** Subgraphs composed to one graph, asked through the gateway's planner and executor, in this process. */
export function composed(parts: Record<string, Part>) {
  const subgraphs = Object.entries(parts).map(([name, { sdl }]) => ({
    name,
    typeDefs: subgraphDocument([sdl], ''),
    url: `http://${name}/graphql`,
  }))
  const { supergraph, problems } = composeGraph(subgraphs)
  if (supergraph === '') throw new Error(problems.join('\n'))
  const graph = buildGraph(supergraph)
  const schemas = new Map(
    subgraphs.map(({ name, typeDefs }) => [
      name,
      buildSubgraphSchema([{ typeDefs, resolvers: parts[name]?.resolvers } as Module]),
    ]),
  )

  return async (text: string, variables: Record<string, unknown> = {}): Promise<Answered> => {
    const document = parse(text)
    const [invalid] = validate(graph.schema, document)
    if (invalid) throw invalid
    const calls: Answered['calls'] = []
    const { data, errors = [] } = await execute(prepare(graph, { document, variables }), {
      operation: operation(),
      async fetch({ subgraph, document: source, operationName, variables: variableValues }) {
        calls.push({ subgraph, document: source, variables: overTheWire(variableValues) })
        const schema = schemas.get(subgraph)
        if (!schema) throw new Error(`There is no subgraph ${subgraph}.`)
        const result = await graphql({
          schema,
          source,
          variableValues: overTheWire(variableValues),
          ...(operationName && { operationName }),
        })
        return overTheWire<SubgraphAnswer>({
          data: result.data ?? null,
          ...(result.errors && { errors: result.errors.map((error) => error.toJSON()) }),
        })
      },
    })

    return {
      data,
      errors: errors.map(({ path = [], message }) => ({ path: path.join('.'), message })),
      calls,
    }
  }
}

/** The representations that a subgraph was sent, in the order of its calls. */
export const sentTo = ({ calls }: Answered, subgraph: string): unknown[] =>
  calls
    .filter((call) => call.subgraph === subgraph)
    .flatMap(({ variables }) => variables['representations'] ?? [])
