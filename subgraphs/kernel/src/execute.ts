import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import { isPermitted, type Actor } from './actor.ts'
import type { Command, Result } from './command.ts'
import { correlated, type Correlation } from './correlation.ts'
import { isRace, type UnitOfWork } from './database.ts'
import { reject, type Rejected } from './decision.ts'
import { denied, Denied, EvidenceUnavailable, RejectedSignal } from './errors.ts'
import { gatherEvidence } from './gather-evidence.ts'
import { hashOf } from './hash.ts'
import { lookUp, takeKey, type KeyScope, type KnownKey } from './idempotency.ts'
import { newId } from './ids.ts'
import { openJournal } from './journal.ts'
import { recordAnswer, recordDenial } from './record-answer.ts'
import { presentRejection } from './rejection.ts'
import { faultPoint } from './runtime/fault-point.ts'
import { inSpan } from './runtime/telemetry.ts'
import type { ContextRuntime } from './context-runtime.ts'
import { aheadOfTwins, twinEnded } from './twins.ts'

/** Who calls a command, under which key, as part of what. */
export type Invocation = { actor: Actor; idempotencyKey: string; correlation: Correlation }

const waitForTwin = 5_000
const attempts = 3

/**
 * Carries out a command (M1): parse → authorize → replay → gather → unit of work. Answers a payload or a
 * rejection as a value; throws Denied, or a fault that left nothing behind.
 */
export function execute(
  runtime: ContextRuntime,
  command: Command,
  rawInput: unknown,
  call: Invocation,
): Promise<Result> {
  return correlated(call.correlation, () =>
    inSpan(
      `command ${command.name}`,
      {
        'pactwork.context': runtime.name,
        'pactwork.correlation_id': call.correlation.correlationId,
        'pactwork.causation_id': call.correlation.causationId,
        'pactwork.tenant_id': call.actor.tenantId,
        'pactwork.actor_id': call.actor.onBehalfOf ?? call.actor.id,
      },
      () => carryOut(runtime, command, rawInput, call),
    ),
  )
}

async function carryOut(
  runtime: ContextRuntime,
  command: Command,
  rawInput: unknown,
  call: Invocation,
): Promise<Result> {
  const refused = (rejected: Rejected): Result =>
    presentRejection(rejected, runtime.errors, call.correlation.correlationId)

  await authorize(runtime, command, call)
  const parsed = command.input.safeParse(rawInput)
  if (!parsed.success) return refused(invalidInput(parsed.error))

  const key = command.key?.(parsed.data) ?? call.idempotencyKey
  if (key.length === 0 || key.length > 200) return refused(reject('IDEMPOTENCY_KEY_MISSING'))
  const attempt: Attempt = {
    command,
    input: parsed.data,
    call,
    scope: { clientId: call.actor.clientId, operation: command.name, key },
    requestHash: hashOf({
      input: rawInput ?? null,
      operation: command.name,
      subject: call.actor.onBehalfOf ?? call.actor.id,
    }),
    refused,
  }

  const look = () =>
    runtime.database.read(call.actor, (uow) =>
      lookUp(uow, attempt.scope, attempt.requestHash, runtime.clock.now()),
    )
  const twins = JSON.stringify([runtime.name, call.actor.tenantId, attempt.scope])
  // Without evidence to gather nothing can be away: the unit of work looks the key up itself.
  let known: KnownKey = command.gather ? await look() : { state: 'NEW' }
  if (known.state === 'NEW' && (await twinEnded(twins))) known = await look()
  if (known.state !== 'NEW') return replay(known, attempt)

  try {
    return await aheadOfTwins(twins, async () => {
      const evidence = await gatherEvidence(runtime, command, { input: attempt.input, key, call })
      return inUnitOfWork(runtime, attempt, evidence)
    })
  } catch (error) {
    if (error instanceof EvidenceUnavailable) {
      // A twin elsewhere may have had better luck.
      known = await look()
      return known.state === 'NEW'
        ? refused(reject('EVIDENCE_UNAVAILABLE', { source: error.source }))
        : replay(known, attempt)
    }
    // A refusal while gathering found nothing to decide on; it is answered and not stored.
    if (error instanceof RejectedSignal) return refused(error.rejected)
    throw error
  }
}

type Attempt = {
  command: Command
  input: unknown
  call: Invocation
  scope: KeyScope
  requestHash: string
  refused: (rejected: Rejected) => Result
}

async function authorize(
  runtime: ContextRuntime,
  command: Command,
  { actor, correlation }: Invocation,
): Promise<void> {
  if (isPermitted(actor, command)) return
  try {
    denied(command.permission ?? `machine:${command.machines?.join('|') ?? 'none'}`)
  } catch (denial) {
    await runtime.database.write(actor, (uow) =>
      recordDenial(uow, {
        actor,
        operation: command.name,
        message: denial instanceof Denied ? denial.message : String(denial),
        correlationId: correlation.correlationId,
        now: runtime.clock.now(),
      }),
    )
    throw denial
  }
}

function replay(known: Exclude<KnownKey, { state: 'NEW' }>, { refused }: Attempt): Result {
  if (known.state === 'DONE') return known.response

  return refused(
    reject(
      known.state === 'EXPIRED' ? 'IDEMPOTENCY_KEY_EXPIRED' : 'IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD',
    ),
  )
}

/** Runs the unit, waiting for a twin that holds the key and running again after a lost race (M2, M3). */
async function inUnitOfWork(runtime: ContextRuntime, attempt: Attempt, evidence: unknown): Promise<Result> {
  const deadline = Date.now() + waitForTwin
  let races = 0
  for (;;) {
    try {
      const result = await runtime.database.write(attempt.call.actor, (uow) =>
        once(runtime, attempt, evidence, uow),
      )
      if (result !== 'TAKEN') return result
    } catch (error) {
      if (!isRace(error)) throw error
      races += 1
      if (races >= attempts) return attempt.refused(reject('CONCURRENT_CHANGE'))
    }
    if (Date.now() > deadline) return attempt.refused(reject('IDEMPOTENCY_IN_PROGRESS'))
    await delay(10 + Math.random() * 40)
  }
}

async function once(
  runtime: ContextRuntime,
  attempt: Attempt,
  evidence: unknown,
  uow: UnitOfWork,
): Promise<Result | 'TAKEN'> {
  const { command, call, scope, requestHash } = attempt
  const now = runtime.clock.now()
  if (!(await takeKey(uow, scope))) return 'TAKEN'
  const known = await lookUp(uow, scope, requestHash, now)
  if (known.state !== 'NEW') return replay(known, attempt)

  const journal = openJournal(uow, {
    source: runtime.name,
    actor: call.actor,
    correlation: call.correlation,
    now,
  })
  const answer = {
    scope,
    requestHash,
    actor: call.actor,
    reason: command.reason?.(attempt.input),
    correlationId: call.correlation.correlationId,
    now,
    permanent: command.key !== undefined,
  }
  const handling = {
    uow,
    actor: call.actor,
    clock: { now: () => now },
    businessDate: () => runtime.settings.businessDate(call.actor.tenantId),
    evidence,
    correlationId: call.correlation.correlationId,
    newId,
  }
  try {
    const response = await uow.savepoint(() => command.handle(attempt.input, handling))
    await recordAnswer(uow, { ...answer, outcome: 'ACCEPTED', subjects: journal.subjects, response })
    uow.beforeCommit(async () => faultPoint('command.before-commit', command.name))
    uow.afterCommit(() => {
      faultPoint('command.after-commit', command.name)
      runtime.committed()
    })

    return response
  } catch (error) {
    if (!(error instanceof RejectedSignal)) throw error
    journal.events.length = 0
    await command.refused?.(attempt.input, error.rejected, handling)
    const response = attempt.refused(error.rejected)
    await recordAnswer(uow, {
      ...answer,
      outcome: 'REJECTED',
      code: error.rejected.code,
      subjects: [],
      response,
    })

    return response
  }
}

function invalidInput(error: z.ZodError): Rejected {
  return reject(
    'INVALID_INPUT',
    {},
    error.issues.map((issue) => ({
      code: 'INVALID_FIELD',
      path: issue.path.join('.'),
      message: issue.message,
      severity: 'ERROR' as const,
    })),
  )
}
