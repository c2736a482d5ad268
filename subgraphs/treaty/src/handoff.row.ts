import { idOf, uuidOf } from '@pactwork/kernel/ids'

import type { Facts, Handoff, OutcomeType } from './handoff.ts'
import type { HandoffState } from './handoff.transitions.ts'
import type { ObservationType } from './observation.ts'

/** One row of external_handoff as SQL has it. */
export type HandoffRow = {
  handoff_id: string
  aggregate_type: string
  aggregate_kind: string
  aggregate_id: string
  purpose: string
  target_system: string
  status: HandoffState
  idempotency_key: string
  external_reference: string | null
  request_hash: string
  last_response_hash: string | null
  attempt_count: number
  next_retry_at: Date | null
  last_error_code: string | null
  last_error_message: string | null
  created_at: Date
  updated_at: Date
  order_id: string
  line_id: string
  business_attempt: number
  asked_attempt: number
  request: Record<string, unknown>
  correlation_id: string
  causation_id: string
  process_business_key: string | null
  external_status: string | null
  facts: Facts
  last_error_class: string | null
  last_observation: ObservationType | null
  resend_count: number
  technical_count: number
  ask_count: number
  sent_at: Date | null
  answer_due_at: Date | null
  next_ask_at: Date | null
  asked_from: HandoffState | null
  last_reconciled_at: Date | null
  told: OutcomeType | null
  version: number
}

const kindOf = (id: string): string => id.slice(0, id.lastIndexOf('_'))

export const toRow = (handoff: Handoff): HandoffRow => ({
  handoff_id: uuidOf('hof', handoff.id),
  aggregate_type: handoff.aggregateType,
  aggregate_kind: kindOf(handoff.aggregateId),
  aggregate_id: uuidOf(kindOf(handoff.aggregateId), handoff.aggregateId),
  purpose: handoff.purpose,
  target_system: handoff.system,
  status: handoff.state,
  idempotency_key: handoff.key,
  external_reference: handoff.externalReference,
  request_hash: handoff.requestHash,
  last_response_hash: handoff.lastResponseHash,
  attempt_count: handoff.attemptCount,
  next_retry_at: handoff.nextRetryAt,
  last_error_code: handoff.lastErrorCode,
  last_error_message: handoff.lastErrorMessage,
  created_at: handoff.createdAt,
  updated_at: handoff.updatedAt,
  order_id: uuidOf('ord', handoff.orderId),
  line_id: uuidOf('oln', handoff.lineId),
  business_attempt: handoff.attempt,
  asked_attempt: handoff.askedAttempt,
  request: handoff.request,
  correlation_id: handoff.correlationId,
  causation_id: handoff.causationId,
  process_business_key: handoff.processBusinessKey,
  external_status: handoff.externalStatus,
  facts: handoff.facts,
  last_error_class: handoff.lastErrorClass,
  last_observation: handoff.lastObservation,
  resend_count: handoff.resendCount,
  technical_count: handoff.technicalCount,
  ask_count: handoff.askCount,
  sent_at: handoff.sentAt,
  answer_due_at: handoff.answerDueAt,
  next_ask_at: handoff.nextAskAt,
  asked_from: handoff.askedFrom,
  last_reconciled_at: handoff.lastReconciledAt,
  told: handoff.told,
  version: handoff.version,
})

export const fromRow = (row: HandoffRow): Handoff => ({
  id: idOf('hof', row.handoff_id),
  version: row.version,
  aggregateType: row.aggregate_type,
  aggregateId: idOf(row.aggregate_kind, row.aggregate_id),
  orderId: idOf('ord', row.order_id),
  lineId: idOf('oln', row.line_id),
  attempt: row.business_attempt,
  askedAttempt: row.asked_attempt,
  system: row.target_system,
  purpose: row.purpose,
  key: row.idempotency_key,
  request: row.request,
  requestHash: row.request_hash,
  correlationId: row.correlation_id,
  causationId: row.causation_id,
  processBusinessKey: row.process_business_key,
  state: row.status,
  externalReference: row.external_reference,
  externalStatus: row.external_status,
  facts: row.facts,
  lastResponseHash: row.last_response_hash,
  lastErrorClass: row.last_error_class,
  lastErrorCode: row.last_error_code,
  lastErrorMessage: row.last_error_message,
  lastObservation: row.last_observation,
  attemptCount: row.attempt_count,
  resendCount: row.resend_count,
  technicalCount: row.technical_count,
  askCount: row.ask_count,
  sentAt: row.sent_at,
  answerDueAt: row.answer_due_at,
  nextRetryAt: row.next_retry_at,
  nextAskAt: row.next_ask_at,
  askedFrom: row.asked_from,
  lastReconciledAt: row.last_reconciled_at,
  told: row.told,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

/** The columns in one order, for statements. `tenant_id` stands before them. */
export const columns = [
  'handoff_id',
  'aggregate_type',
  'aggregate_kind',
  'aggregate_id',
  'purpose',
  'target_system',
  'status',
  'idempotency_key',
  'external_reference',
  'request_hash',
  'last_response_hash',
  'attempt_count',
  'next_retry_at',
  'last_error_code',
  'last_error_message',
  'created_at',
  'updated_at',
  'order_id',
  'line_id',
  'business_attempt',
  'asked_attempt',
  'request',
  'correlation_id',
  'causation_id',
  'process_business_key',
  'external_status',
  'facts',
  'last_error_class',
  'last_observation',
  'resend_count',
  'technical_count',
  'ask_count',
  'sent_at',
  'answer_due_at',
  'next_ask_at',
  'asked_from',
  'last_reconciled_at',
  'told',
  'version',
] as const satisfies readonly (keyof HandoffRow)[]
