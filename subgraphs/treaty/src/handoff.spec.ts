import { describe, expect, test } from '@jest/globals'
import { isRejected, type Decision } from '@pactwork/kernel/decision'
import { given } from '@pactwork/kernel/testing'
import fc from 'fast-check'

import { evolve } from './handoff.evolve.ts'
import { adopt, ask, cancel, loseAnswer, resume, send, tell } from './handoff.rules.ts'
import { nextStep } from './handoff.steps.ts'
import { outcomeOf, type Handoff, type HandoffEvent, type OutcomeType } from './handoff.ts'
import { handoffStates, handoffTransitions, type HandoffState } from './handoff.transitions.ts'
import { observationTypes, type Observation } from './observation.ts'
import { observe, type Source } from './observe.ts'
import { aHandoff, after, noon, timing } from './testing.ts'

const moment = { at: after(60_000), timing }
const sources: Source[] = [{ kind: 'ANSWER', attempt: 1 }, { kind: 'CALLBACK' }, { kind: 'FINDING' }]
const moments = sources.flatMap((source) =>
  [after(60_000), after(timing.answerWithinMs + 1)].map((at) => [source, at] as const),
)
const seen = (type: Observation['type'], changes: Partial<Observation> = {}): Observation => ({
  type,
  reference: 'RES-1',
  ...changes,
})

/** The states that a decision leads through, in order. */
function path(handoff: Handoff, decision: Decision<HandoffEvent>): HandoffState[] {
  if (isRejected(decision)) return []
  let at = handoff

  return decision.events.map((event) => (at = evolve(at, event)).state)
}

/** Every step of a path is in the table. */
function expectAllowed(handoff: Handoff, decision: Decision<HandoffEvent>): void {
  let from = handoff.state
  for (const to of path(handoff, decision)) {
    if (to !== from) expect(handoffTransitions[from]).toContain(to)
    from = to
  }
}

const intents: Record<string, (handoff: Handoff) => Decision<HandoffEvent>> = {
  send: (handoff) => send(handoff, moment),
  loseAnswer: (handoff) => loseAnswer(handoff, moment),
  ask: (handoff) => ask(handoff, moment),
  resume: (handoff) => resume(handoff, { ...moment, attempt: 2 }),
  cancel: (handoff) => cancel(handoff, moment),
  adopt: (handoff) => adopt(handoff, { ...moment, attempt: 2 }),
}
const leadsTo: Record<string, HandoffState> = { send: 'SENT', loseAnswer: 'UNKNOWN', cancel: 'CANCELLED' }
const from: Record<string, readonly HandoffState[]> = {
  send: ['CREATED', 'RETRY_SCHEDULED'],
  loseAnswer: ['SENT'],
  ask: ['CREATED', 'PENDING', 'UNKNOWN', 'RECONCILING'],
  resume: ['FALLOUT'],
  cancel: ['CREATED', 'RETRY_SCHEDULED', 'CANCELLED'],
  adopt: handoffStates,
}

describe('the transition table', () => {
  test.each(handoffStates.flatMap((state) => Object.keys(intents).map((intent) => [intent, state] as const)))(
    'CNF-08 %s of a handoff that is %s',
    (intent, state) => {
      const handoff = aHandoff(state)
      const decision = intents[intent]?.(handoff)
      if (!decision) throw new Error(intent)

      expectAllowed(handoff, decision)
      expect(isRejected(decision)).toBe(!from[intent]?.includes(state))
      const to = leadsTo[intent]
      if (!isRejected(decision) && to && state !== to) expect(path(handoff, decision)).toEqual([to])
    },
  )

  test.each(handoffStates.flatMap((state) => observationTypes.map((type) => [type, state] as const)))(
    'INT-12 %s seen of a handoff that is %s stays within the table, whoever says it',
    (type, state) => {
      for (const source of sources) {
        for (const reference of ['RES-1', 'RES-2', undefined]) {
          for (const at of [after(1), after(60_000), after(timing.answerWithinMs + 1)]) {
            for (const spent of [0, 99]) {
              const handoff = aHandoff(state, { resendCount: spent, technicalCount: spent })
              const decision = observe(handoff, { seen: seen(type, { reference }), source, at, timing })
              expect(isRejected(decision)).toBe(false)
              expectAllowed(handoff, decision)
            }
          }
        }
      }
    },
  )

  test('CNF-08 each transition of the table is reached by some decision', () => {
    const reached = new Map<HandoffState, Set<HandoffState>>(handoffStates.map((state) => [state, new Set()]))
    const walk = (handoff: Handoff, decision: Decision<HandoffEvent>): void => {
      let at = handoff.state
      for (const to of path(handoff, decision)) {
        reached.get(at)?.add(to)
        at = to
      }
    }
    for (const state of handoffStates) {
      for (const intent of Object.values(intents)) walk(aHandoff(state), intent(aHandoff(state)))
      const variants = [
        aHandoff(state),
        aHandoff(state, { askedFrom: 'PENDING' }),
        aHandoff(state, { told: null }),
      ]
      for (const handoff of variants) {
        for (const type of observationTypes) {
          for (const [source, at] of moments)
            walk(handoff, observe(handoff, { seen: seen(type), source, at, timing }))
        }
        for (const applied of ['APPLIED', 'IMPOSSIBLE'] as const) {
          const outcome = outcomeOf(handoff)
          if (outcome) walk(handoff, tell(handoff, { outcome, applied, at: after(1) }))
        }
      }
    }

    for (const state of handoffStates) {
      expect({
        state,
        missing: handoffTransitions[state].filter((to) => !reached.get(state)?.has(to)),
      }).toEqual({ state, missing: [] })
    }
  })
})

describe('an outcome', () => {
  test('a context that takes an acceptance in completes the handoff', () => {
    given(aHandoff('ACCEPTED'))
      .when(tell, { outcome: 'ACCEPTED', applied: 'APPLIED', at: noon })
      .then({ type: 'HandoffCompleted' })
  })

  test('REC-03 a context that cannot take it makes it fallout', () => {
    given(aHandoff('ACCEPTED'))
      .when(tell, { outcome: 'ACCEPTED', applied: 'IMPOSSIBLE', at: noon })
      .then({ type: 'HandoffTold' }, { type: 'HandoffFellOut', code: 'LOCAL_IMPOSSIBLE' })
  })

  test('is told once, and again after a later attempt adopted it', () => {
    const told = aHandoff('UNKNOWN', { told: 'UNKNOWN', nextAskAt: after(1000) })
    expect(nextStep(told, timing)?.do).toBe('ASK')

    const adopted = path(told, adopt(told, { attempt: 2, at: noon }))
    expect(adopted).toEqual(['UNKNOWN'])
    const decision = adopt(told, { attempt: 2, at: noon })
    const [event] = isRejected(decision) ? [] : decision.events
    if (!event) throw new Error('Nothing was adopted.')
    expect(nextStep(evolve(told, event), timing)?.do).toBe('TELL')
  })
})

describe('what is safe', () => {
  const anyWalk = fc.array(
    fc.tuple(fc.constantFrom(...observationTypes), fc.constantFrom(...sources), fc.nat(30_000)),
    { maxLength: 40 },
  )

  test('M21 after a send with an unknown outcome nothing is sent again before an answer said that nothing is known', () => {
    fc.assert(
      fc.property(anyWalk, (steps) => {
        let handoff = aHandoff('CREATED')
        let at = noon.getTime()
        let open = false
        for (const [type, source, wait] of steps) {
          at += wait
          const step = nextStep(handoff, timing)
          const now = new Date(at)
          if (step?.do === 'SEND') {
            expect(open).toBe(false)
            handoff = apply(handoff, send(handoff, { at: now, timing }))
          } else if (step?.do === 'ASK') handoff = apply(handoff, ask(handoff, { at: now, timing }))
          else if (step?.do === 'TELL')
            handoff = apply(
              handoff,
              tell(handoff, { outcome: outcomeOf(handoff) as OutcomeType, applied: 'APPLIED', at: now }),
            )

          handoff = apply(
            handoff,
            observe(handoff, { seen: seen(type), source: of(source, handoff), at: now, timing }),
          )
          open = handoff.state === 'UNKNOWN' || (open && handoff.state !== 'RETRY_SCHEDULED')
        }
        expect(handoff.resendCount).toBeLessThanOrEqual(timing.resendAttempts + 1)
        expect(handoff.technicalCount).toBeLessThanOrEqual(timing.technicalAttempts)
      }),
    )
  })

  test('INT-12 what is found settled stays settled, whatever vague is said later', () => {
    fc.assert(
      fc.property(fc.constantFrom('COMPLETED', 'REJECTED', 'CANCELLED'), anyWalk, (state, steps) => {
        const vague = steps.filter(
          ([type]) => type !== 'ACCEPTED' && type !== 'IDEMPOTENT_SUCCESS' && type !== 'BUSINESS_REJECTED',
        )
        const end = vague.reduce(
          (handoff, [type, source]) =>
            apply(handoff, observe(handoff, { seen: seen(type), source, at: after(1), timing })),
          aHandoff(state),
        )
        expect(end).toEqual(aHandoff(state))
      }),
    )
  })
})

const of = (source: Source, { attemptCount }: Handoff): Source =>
  source.kind === 'ANSWER' ? { ...source, attempt: attemptCount } : source

function apply(handoff: Handoff, decision: Decision<HandoffEvent>): Handoff {
  return isRejected(decision) ? handoff : decision.events.reduce(evolve, handoff)
}
