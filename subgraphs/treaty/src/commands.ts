import { command, type Command, type Handling, type Result } from '@pactwork/kernel/command'
import type { Decision } from '@pactwork/kernel/decision'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'

import { ask, loseAnswer, send, tell } from './handoff.rules.ts'
import { handoffOfKey, loadHandoff, saveHandoff } from './handoff.store.ts'
import type { Handoff, HandoffEvent } from './handoff.ts'
import { keepObservation } from './observation.store.ts'
import { observation } from './observation.ts'
import { observe, type Source } from './observe.ts'
import { scheduleNext } from './schedule.ts'
import type { Timing } from './timing.ts'
import type { Treaty } from './treaty.ts'

const at = z.object({ handoffId: idSchema('hof'), version: z.int().positive() })

export type HandoffCommands = Readonly<
  Record<
    'send' | 'recordAnswer' | 'loseAnswer' | 'ask' | 'recordFinding' | 'tell' | 'observeCallback',
    Command
  >
>

/** The commands that move a treaty's handoffs. Only machines call them; each is one transaction. */
export function handoffCommands(treaty: Treaty, timingOf: () => Timing): HandoffCommands {
  const save = async (
    { uow, clock }: Pick<Handling<unknown>, 'uow' | 'clock'>,
    before: Handoff,
    decision: Decision<HandoffEvent>,
    goesOn: boolean,
  ): Promise<Result> => {
    const saved = await saveHandoff(uow, before, decision)
    // What changed nothing leaves the due work that stands.
    if (saved.version !== before.version)
      await scheduleNext(uow, treaty, timingOf(), saved, { now: clock.now(), goesOn })

    return { __typename: 'Handoff', id: saved.id, version: saved.version, state: saved.state }
  }

  const step = (
    name: string,
    decide: (handoff: Handoff, moment: { at: Date; timing: Timing }) => Decision<HandoffEvent>,
  ) =>
    command({
      name: `${treaty.name}.${name}`,
      permission: null,
      machines: ['scheduler'],
      input: at,
      async handle({ handoffId, version }, handling) {
        const handoff = await loadHandoff(handling.uow, handoffId, version)
        return save(
          handling,
          handoff,
          decide(handoff, { at: handling.clock.now(), timing: timingOf() }),
          true,
        )
      },
    })

  const takeIn = async (
    handling: Handling<unknown>,
    handoff: Handoff,
    seen: z.infer<typeof observation>,
    source: Source,
    nonce?: string,
  ): Promise<Result> => {
    const { uow, clock } = handling
    const now = clock.now()
    await keepObservation(uow, handoff, { ...handoff, source: source.kind, seen, at: now, nonce })

    const noted = { ...handoff, lastObservation: seen.type }
    const decision = observe(noted, { seen, source, at: now, timing: timingOf() })
    return save(handling, noted, decision, source.kind !== 'CALLBACK')
  }

  return {
    send: step('send', send),
    loseAnswer: step('lose-answer', loseAnswer),
    ask: step('ask', ask),

    recordAnswer: command({
      name: `${treaty.name}.record-answer`,
      permission: null,
      machines: ['scheduler'],
      input: z.object({ handoffId: idSchema('hof'), attempt: z.int().positive(), seen: observation }),
      async handle({ handoffId, attempt, seen }, handling) {
        const handoff = await loadHandoff(handling.uow, handoffId)
        return takeIn(handling, handoff, seen, { kind: 'ANSWER', attempt })
      },
    }),

    recordFinding: command({
      name: `${treaty.name}.record-finding`,
      permission: null,
      machines: ['scheduler'],
      input: at.extend({ seen: observation }),
      async handle({ handoffId, version, seen }, handling) {
        const handoff = await loadHandoff(handling.uow, handoffId, version)
        return takeIn(handling, handoff, seen, { kind: 'FINDING' })
      },
    }),

    tell: command({
      name: `${treaty.name}.tell`,
      permission: null,
      machines: ['scheduler'],
      input: at.extend({
        outcome: z.enum(['UNKNOWN', 'ACCEPTED', 'REJECTED', 'FALLOUT']),
        applied: z.enum(['APPLIED', 'IMPOSSIBLE']),
      }),
      async handle({ handoffId, version, outcome, applied }, handling) {
        const handoff = await loadHandoff(handling.uow, handoffId, version)
        return save(handling, handoff, tell(handoff, { outcome, applied, at: handling.clock.now() }), true)
      },
    }),

    observeCallback: command({
      name: `${treaty.name}.observe-callback`,
      permission: null,
      machines: ['ingress'],
      input: z.object({ key: z.string().max(200), nonce: z.string().max(80), seen: observation }),
      async handle({ key, nonce, seen }, handling) {
        const { uow, clock } = handling
        const handoff = await handoffOfKey(uow, treaty.system, key)
        if (handoff) return takeIn(handling, handoff, seen, { kind: 'CALLBACK' }, nonce)

        await keepObservation(uow, undefined, {
          system: treaty.system,
          key,
          source: 'CALLBACK',
          seen,
          nonce,
          at: clock.now(),
        })
        return { __typename: 'ParkedObservation', key }
      },
    }),
  }
}
