import { faultPoint } from '@pactwork/kernel/runtime/fault-point'
import type { Result } from '@pactwork/kernel/command'
import type { DueWorkTools } from '@pactwork/kernel/due-work'
import { Fault } from '@pactwork/kernel/errors'
import { isRejection } from '@pactwork/kernel/rejection'

import type { HandoffCommands } from './commands.ts'
import { findHandoff } from './handoff.store.ts'
import { nextStep, type Step } from './handoff.steps.ts'
import { outcomeOf, type Handoff } from './handoff.ts'
import { tellable, type Outcome } from './outcome.ts'
import { askByKey, sendRequest, type Sender } from './transport.ts'

/** Whether the context took the outcome in, or its state cannot take it (LOCAL_IMPOSSIBLE: fallout). */
export type Applied = 'APPLIED' | 'IMPOSSIBLE'
export type OnOutcome = (outcome: Outcome, tools: DueWorkTools) => Promise<Applied>

export type Runner = Sender & {
  readonly commands: HandoffCommands
  readonly onOutcome: OnOutcome
  readonly tools: DueWorkTools
}

const otherwiseMoved = new Set(['HANDOFF_MOVED_ON', 'HANDOFF_TRANSITION_IMPOSSIBLE'])

/**
 * Carries a handoff on until it has to wait: tell, send, lose, ask. Nothing is held between the steps; whatever
 * dies in between leaves due work for the version that it saved last.
 */
export async function advance(runner: Runner, handoffId: string): Promise<void> {
  const { tools, connection } = runner

  for (;;) {
    const handoff = await tools.read((uow) => findHandoff(uow, handoffId))
    const step = handoff && nextStep(handoff, connection.timing)
    if (!step) return
    if (step.at > tools.clock.now()) return tools.reschedule(step.at)

    if (tools.signal.aborted || !(await take(runner, handoff, step))) return
  }
}

/** Takes one step; false when somebody else moved the handoff on and carries on with it. */
async function take(runner: Runner, handoff: Handoff, step: Step): Promise<boolean> {
  const { commands, tools } = runner
  const seen = { handoffId: handoff.id, version: handoff.version }
  // A random key: two schedulers must not both be told that theirs was the send.
  const run = (name: keyof HandoffCommands, input: object) =>
    tools.execute(commands[name], input, { key: crypto.randomUUID() })

  switch (step.do) {
    case 'TELL': {
      const outcome = outcomeOf(handoff)
      if (!outcome) return false
      const applied = await runner.onOutcome(tellable(handoff, outcome), tools)
      return wasOurs(await run('tell', { ...seen, outcome, applied }))
    }
    case 'SEND': {
      if (!wasOurs(await run('send', seen))) return false
      const sent = { ...handoff, attemptCount: handoff.attemptCount + 1 }
      faultPoint('handoff.after-sent', runner.treaty.context)
      const answer = await sendRequest(runner, sent)
      faultPoint('handoff.after-answer', runner.treaty.context)
      return wasOurs(
        await run('recordAnswer', { handoffId: handoff.id, attempt: sent.attemptCount, seen: answer }),
      )
    }
    case 'LOSE':
      return wasOurs(await run('loseAnswer', seen))
    case 'ASK': {
      const asked = await run('ask', seen)
      if (!wasOurs(asked)) return false
      const finding = await askByKey(runner, handoff)
      return wasOurs(
        await run('recordFinding', { handoffId: handoff.id, version: asked['version'], seen: finding }),
      )
    }
  }
}

function wasOurs(result: Result): boolean {
  if (!isRejection(result)) return true
  if (otherwiseMoved.has(result.code)) return false

  throw new Fault(`A handoff cannot be carried on: ${result.code} ${result.message}`)
}
