import { rollingCount } from './rolling-count.ts'
import type { FetchSettings } from './settings.ts'

export type CircuitState = 'closed' | 'open' | 'half-open'

/** What a call said of its subgraph: nothing, when the client left or the request was at fault. */
export type Verdict = 'well' | 'ill' | 'unknown'

/** Tells the circuit how the call went. */
export type Pass = (verdict: Verdict) => void

/**
 * Whether calls of one subgraph may leave. Closed until too many of the window's calls found it ill; then open for a
 * pause, in which none leaves; then half-open: a few try, the first that finds it well closes the circuit, the first
 * that finds it ill opens it again, and one that finds out nothing makes place for the next. Calls that left before
 * the state last changed have no say.
 */
export function circuit(
  { share, least, window, pause, probes }: FetchSettings['breaker'],
  changed: (state: CircuitState) => void,
  now: () => number = () => performance.now(),
) {
  const calls = rollingCount(window)
  const illnesses = rollingCount(window)
  let state: CircuitState = 'closed'
  let epoch = 0
  let openedAt = 0
  let probing = 0
  changed(state)

  const become = (next: CircuitState): void => {
    state = next
    epoch += 1
    probing = 0
    if (next === 'open') openedAt = now()
    if (next === 'closed') {
      calls.clear()
      illnesses.clear()
    }
    changed(next)
  }

  const tookPlace = (verdict: Verdict): void => {
    if (verdict === 'unknown') return
    const at = now()
    calls.add(at)
    if (verdict === 'well') return
    illnesses.add(at)
    const total = calls.sum(at)
    if (total >= least && illnesses.sum(at) >= total * share) become('open')
  }

  const probed = (verdict: Verdict): void => {
    probing -= 1
    if (verdict !== 'unknown') become(verdict === 'well' ? 'closed' : 'open')
  }

  return {
    /** Undefined when the call must not leave; else to be told, once, how it went. */
    enter(): Pass | undefined {
      if (state === 'open' && now() - openedAt >= pause) become('half-open')
      if (state === 'open' || (state === 'half-open' && probing >= probes)) return undefined
      if (state === 'half-open') probing += 1
      const entered = epoch

      return (verdict) => {
        if (entered !== epoch) return
        if (state === 'half-open') probed(verdict)
        else tookPlace(verdict)
      }
    },
  }
}

export type Circuit = ReturnType<typeof circuit>
