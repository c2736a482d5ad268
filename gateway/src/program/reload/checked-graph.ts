import type { Log } from '@pactwork/kernel/runtime/log'
import { buildGraph, type Graph } from '../../graph.ts'
import { lintSupergraph, type Findings } from './lint-supergraph.ts'

/** A reason is read by a person; Apollo's can list every type of a graph. */
const longestReason = 2_000
const shown = 5

/** A supergraph that may be served. Throws an error whose message says why it may not. */
export function checkedGraph(sdl: string, { lints, log }: { lints: 'warn' | 'refuse'; log: Log }): Graph {
  const { graph, findings } = built(sdl)
  const refusals = lints === 'refuse' ? [...findings.wrong, ...findings.against] : findings.wrong
  if (refusals.length > 0) throw new Error(`it breaks the rules. ${listed(refusals)}`)
  if (findings.against.length > 0)
    log.info(
      { hash: graph.hash, findings: findings.against.length, first: findings.against.slice(0, shown) },
      "the supergraph is served, but does not follow Pactwork's rules for graphs",
    )

  return graph
}

function built(sdl: string): { graph: Graph; findings: Findings } {
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

const listed = (sentences: readonly string[]): string => {
  const more = sentences.length - shown
  return `${sentences.slice(0, shown).join(' ')}${more > 0 ? ` And ${more} more.` : ''}`
}
