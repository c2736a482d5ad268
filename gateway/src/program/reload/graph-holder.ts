import { ConfigurationError } from '@pactwork/kernel/runtime/config'
import { buildGraphInTurns, type Graph } from '../../graph.ts'
import type { Metrics } from '../../observe/metrics.ts'
import { inspected, judge, type Rules } from './checked-graph.ts'
import { inspectElsewhere } from './inspect-elsewhere.ts'
import type { Findings } from './lint-supergraph.ts'
import type { SupergraphSource } from './source.ts'

/** What is known of the served supergraph. */
export type SupergraphStatus = {
  hash: string
  /** ISO 8601. */
  loadedAt: string
  /** The last offered graph was not taken, and why; undefined once a good one is there again. */
  refused: { at: string; reason: string } | undefined
  /** The source cannot be read at the moment, since when and why. */
  unreachable: { since: string; reason: string } | undefined
}

type Holding = Rules & {
  source: SupergraphSource
  metrics: Pick<Metrics, 'supergraph'>
  /** Finds what is wrong with a later graph, or throws why it is none. */
  inspect?: (sdl: string) => Promise<Findings>
  now?: () => Date
}

export type GraphHolder = {
  /** The graph that is served. */
  current(): Graph
  status(): SupergraphStatus
  /** From now on a good new graph is given to `swap`, one at a time; a refused one leaves the old in place. */
  follow(swap: (graph: Graph) => Promise<void>): void
  stop(): Promise<void>
}

/** Loads the first graph (a ConfigurationError when it cannot be served) and holds it until a better one comes. */
export async function graphHolder({
  source,
  lints,
  log,
  metrics,
  inspect = inspectElsewhere,
  now = () => new Date(),
}: Holding): Promise<GraphHolder> {
  let graph = first(source.name, await source.read(), { lints, log })
  let status: SupergraphStatus = {
    hash: graph.hash,
    loadedAt: now().toISOString(),
    refused: undefined,
    unreachable: undefined,
  }
  metrics.supergraph('loaded')

  /** The last text that came while another was being taken; those between are of no interest. */
  let waiting: string | undefined
  let lastRefused: string | undefined
  let working: Promise<void> | undefined
  let stopped = false

  const refuse = (reason: string): void => {
    status = { ...status, refused: { at: now().toISOString(), reason } }
    metrics.supergraph('refused')
    log.error(
      { source: source.name, reason, serving: status.hash },
      'a new supergraph is refused; the old one serves on',
    )
  }

  const take = async (sdl: string, swap: (graph: Graph) => Promise<void>): Promise<void> => {
    if (sdl === lastRefused) return
    lastRefused = undefined
    if (sdl === graph.sdl) return void (status = { ...status, refused: undefined })
    try {
      judge(await inspect(sdl), { lints, log })
      const next = await buildGraphInTurns(sdl)
      await swap(next)
      graph = next
      status = { ...status, hash: next.hash, loadedAt: now().toISOString(), refused: undefined }
      metrics.supergraph('loaded')
      log.info({ hash: next.hash, subgraphs: [...next.subgraphs.keys()] }, 'a new supergraph is served')
    } catch (error) {
      lastRefused = sdl
      refuse(error instanceof Error ? error.message : String(error))
    }
  }

  const work = async (swap: (graph: Graph) => Promise<void>): Promise<void> => {
    while (waiting !== undefined && !stopped) {
      const sdl = waiting
      waiting = undefined
      await take(sdl, swap)
    }
    working = undefined
  }

  return {
    current: () => graph,
    status: () => status,
    follow(swap) {
      source.follow({
        text(sdl) {
          if (sdl !== undefined) waiting = sdl
          status = { ...status, unreachable: undefined }
          working ??= work(swap)
        },
        unreachable(reason) {
          metrics.supergraph('unreachable')
          if (status.unreachable) return
          status = { ...status, unreachable: { since: now().toISOString(), reason } }
          log.warn(
            { source: source.name, reason, serving: status.hash },
            'the supergraph cannot be read; the old one serves on',
          )
        },
      })
    },
    async stop() {
      stopped = true
      source.stop()
      await working
    },
  }
}

function first(name: string, sdl: string, rules: Rules): Graph {
  try {
    const { graph, findings } = inspected(sdl)
    judge(findings, rules)

    return graph
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigurationError(`The supergraph ${name} cannot be served: ${reason}`)
  }
}
