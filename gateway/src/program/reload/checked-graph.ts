import type { Log } from '@pactwork/kernel/runtime/log'
import { buildGraph, type Graph } from '../../graph.ts'
import { lintSupergraph, type Findings } from './lint-supergraph.ts'

/** How a supergraph is judged. */
export type Rules = { lints: 'warn' | 'refuse'; log: Log }

/** A reason is read by a person; Apollo's can list every type of a graph. */
const longestReason = 2_000
const shown = 5

/** A graph and what is wrong with it. Throws an error whose message says why it is none. */
export function inspected(sdl: string): { graph: Graph; findings: Findings } {
  try {
    const graph = buildGraph(sdl)
    return { graph, findings: lintSupergraph(graph) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`it is not a supergraph that can be planned for. ${reason.slice(0, longestReason)}`, {
      cause: error,
    })
  }
}

/** Throws an error whose message says why a graph with these findings may not be served. */
export function judge({ wrong, against }: Findings, { lints, log }: Rules): void {
  const refusals = lints === 'refuse' ? [...wrong, ...against] : wrong
  if (refusals.length > 0) throw new Error(`it breaks the rules. ${listed(refusals)}`)
  if (against.length > 0)
    log.info(
      { findings: against.length, first: against.slice(0, shown) },
      "the supergraph does not follow Pactwork's rules for graphs; it is served all the same",
    )
}

const listed = (sentences: readonly string[]): string => {
  const more = sentences.length - shown
  return `${sentences.slice(0, shown).join(' ')}${more > 0 ? ` And ${more} more.` : ''}`
}
