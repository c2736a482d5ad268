import { expect } from '@jest/globals'
import type { Decision, Details } from './decision.ts'

/**
 * Sentences for pure deciders:
 * `given(draftQuote()).when(submit, { at }).then({ type: 'QuoteSubmitted', … })` and `.rejects('QUOTE_NOT_DRAFT')`.
 * Events and details are matched partially: a test names what it is about.
 */
export function given<State>(state: State) {
  return {
    when<Event, Args extends unknown[]>(
      decide: (state: State, ...args: Args) => Decision<Event>,
      ...args: Args
    ) {
      const decision = decide(state, ...args)

      return {
        decision,
        then(...events: Partial<Event>[]) {
          expect(decision).toMatchObject({ kind: 'accepted', events })
          expect(decision.kind === 'accepted' && decision.events).toHaveLength(events.length)
        },
        rejects(code: string, details: Details = {}) {
          expect(decision).toMatchObject({ kind: 'rejected', code, details })
        },
      }
    },
  }
}
