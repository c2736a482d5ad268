import { trace } from '@opentelemetry/api'
import type { Actor } from './actor.ts'
import type { Result } from './command.ts'
import type { UnitOfWork } from './database.ts'
import { keptFor, type KeyScope } from './idempotency.ts'
import type { Subject } from './journal.ts'
import { newUuid } from './uuid.ts'

/** What a command leaves besides its effect: its audit entry (M20) and its answer under the key (M4). */
export type Answer = {
  scope: KeyScope
  requestHash: string
  actor: Actor
  outcome: 'ACCEPTED' | 'REJECTED'
  code?: string
  reason?: string | undefined
  subjects: readonly Subject[]
  response: Result
  correlationId: string
  now: Date
  /** A business key's answer is kept for ever. */
  permanent: boolean
}

/** Writes both in one statement, the last of the command before its facts. */
export async function recordAnswer(uow: UnitOfWork, answer: Answer): Promise<void> {
  await uow.sql(
    `with audit as (
       insert into audit_entry (tenant_id, id, occurred_at, operation, outcome, code, actor_kind, actor_id,
         on_behalf_of, client_id, reason, subjects, request_hash, correlation_id, trace_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15))
     insert into idempotency_record
       (tenant_id, client_id, operation, key, request_hash, response, created_at, expires_at)
     values ($1, $10, $4, $16, $13, $17, $3, $18)`,
    [
      uow.tenantId,
      newUuid(),
      answer.now,
      answer.scope.operation,
      answer.outcome,
      answer.code ?? null,
      answer.actor.kind,
      answer.actor.id,
      answer.actor.onBehalfOf ?? null,
      answer.scope.clientId,
      answer.reason ?? null,
      JSON.stringify(answer.subjects),
      answer.requestHash,
      answer.correlationId,
      trace.getActiveSpan()?.spanContext().traceId ?? null,
      answer.scope.key,
      answer.response,
      answer.permanent ? null : new Date(answer.now.getTime() + keptFor),
    ],
  )
}

/** Notes a denial; the command itself never began, so this is a transaction of its own (M5). */
export async function recordDenial(
  uow: UnitOfWork,
  denial: { actor: Actor; operation: string; message: string; correlationId: string; now: Date },
): Promise<void> {
  await uow.sql(
    `insert into security_log (tenant_id, id, occurred_at, operation, actor_kind, actor_id, message, correlation_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      uow.tenantId,
      newUuid(),
      denial.now,
      denial.operation,
      denial.actor.kind,
      denial.actor.id,
      denial.message,
      denial.correlationId,
    ],
  )
}
