import { execute, type Executed } from '@pactwork/gateway/execute/execute'
import type { SubgraphFetch } from '@pactwork/gateway/execute/subgraph-fetch'
import type { Graph } from '@pactwork/gateway/graph'
import { startOperation, type Operation } from '@pactwork/gateway/operation'
import { prepare, type Prepared } from '@pactwork/gateway/plan/prepare'
import { createLog } from '@pactwork/kernel/runtime/log'
import { GraphQLError, print, validate } from 'graphql'
import { disagreement } from './agreement.ts'
import { coverage } from './coverage.ts'
import { declarationsOf } from './declarations.ts'
import { domainOf } from './domain.ts'
import { subgraphsOf } from './federation.ts'
import { monolithOf, type Asked } from './monolith.ts'
import { randomOperation } from './operations.ts'
import { diceOf, hashed } from './random.ts'
import { railway, railwayGraph } from './railway.ts'
import { shrunk } from './shrink.ts'
import { worldOf, type Gap } from './world.ts'

/**
 * Entities that a subgraph does not know or fails for; each such subgraph alone answers for what it knows. What others
 * answer for, too, may only be parts of the key, which the gateway knows without it. Crew has no gaps in coaches: it
 * resolves their maker and knows its founder, who can be had from crew by the coach or by the maker. Which way is taken
 * is the plan's choice, so one that fails leaves a federated answer open.
 */
export const gaps: readonly Gap[] = [
  { subgraph: 'rolling', type: 'Line' },
  { subgraph: 'works', type: 'Locomotive' },
  { subgraph: 'works', type: 'Coach' },
  { subgraph: 'works', type: 'Train' },
  { subgraph: 'works', type: 'Country' },
  { subgraph: 'tickets', type: 'Coach' },
  { subgraph: 'tickets', type: 'Station' },
  { subgraph: 'ratings', type: 'Passenger' },
  { subgraph: 'ratings', type: 'Ticket' },
  { subgraph: 'ratings', type: 'Line' },
]

/** How an operation is carried out; the planted bugs put something else in its place. */
export type Execution = (
  prepared: Prepared,
  parts: { fetch: SubgraphFetch; operation: Operation },
) => Promise<Executed>

export type Difference = {
  index: number
  seed: number
  difference: string
  operation: string
  variables: string
}

const log = createLog('differential', 'silent')
export const operation = (): Operation =>
  startOperation({
    caller: {
      user: undefined,
      token: undefined,
      client: { name: 'test', version: '1' },
      correlationId: 'c',
      rights: 'anonymous',
    },
    log,
    signal: new AbortController().signal,
  })

/** The railway, once as subgraphs behind the gateway's executor and once as a whole. */
export function railwayTwice(seed: number, graph: Graph = railwayGraph(), lacking: readonly Gap[] = gaps) {
  const domain = domainOf(graph.schema, declarationsOf(railway))
  const world = worldOf(domain, lacking, seed)
  const monolith = monolithOf(domain, world)
  const subgraphs = subgraphsOf(railway, world)
  const met = coverage(graph.schema)
  const unplanned = new Set<string>()

  /** How both answers differ; undefined where they do not. */
  const compared = async (asked: Asked, run: Execution): Promise<string | undefined> => {
    const prepared = planned(graph, asked)
    if (!prepared) {
      unplanned.add(print(asked.document))
      return undefined
    }
    met.add(asked.document, prepared.step)
    const expected = await monolith.answer(asked)
    const actual = await run(prepared, { fetch: subgraphs(), operation: operation() })

    return disagreement(expected, actual, await monolith.truth(asked))
  }
  const told = async (asked: Asked, run: Execution): Promise<string | undefined> =>
    compared(asked, run).catch((error: unknown) =>
      error instanceof Error ? String(error.stack) : String(error),
    )

  return {
    coverage: met,
    /** How both answers to an operation differ; undefined where they do not. */
    differenceOf: (asked: Asked, run: Execution = execute) => told(asked, run),
    /** Operations for which the planner finds no end; the gateway refuses them. */
    unplanned,
    /** The operation with this number in the run. */
    operationAt: (index: number) =>
      randomOperation(graph.schema, diceOf(hashed(`${seed} operation ${index}`))),
    /** Compares operations until so many differ; each difference is made small. */
    async differences(
      from: number,
      to: number,
      { run = execute, most = 5 }: { run?: Execution; most?: number } = {},
    ) {
      const found: Difference[] = []
      for (let index = from; index < to && found.length < most; index += 1) {
        const asked = this.operationAt(index)
        const difference = await told(asked, run)
        if (difference === undefined) continue
        const document = await shrunk(asked.document, async (smaller) => {
          if (validate(graph.schema, smaller).length > 0) return false
          return (await told({ ...asked, document: smaller }, run)) !== undefined
        })
        const small = await told({ ...asked, document }, run)
        found.push({
          index,
          seed,
          difference: small ?? difference,
          operation: print(document),
          variables: JSON.stringify(asked.variables),
        })
      }

      return found
    },
  }
}

function planned(graph: Graph, asked: Asked): Prepared | undefined {
  try {
    return prepare(graph, asked)
  } catch (error) {
    if (error instanceof GraphQLError && error.extensions['code'] === 'OPERATION_TOO_COMPLEX')
      return undefined
    throw error
  }
}

/** For people: what to ask, and how to get it again. */
export const describeDifference = ({
  index,
  seed,
  difference,
  operation: text,
  variables,
}: Difference): string =>
  `PACTWORK_SEED=${seed}, operation ${index}\n${text}\nvariables ${variables}\n${difference}\n`
