import type { FalloutEvidence } from '@pactwork/contracts/events/order'
import { idOf } from '@pactwork/kernel/ids'
import type { FalloutCase, FalloutPhase, FalloutReason, FalloutState } from './fallout/fallout-case.ts'
import type { FulfillmentItem, ItemState } from './fulfillment/item.ts'
import type { CaptureState, Milestone, Order, OrderLine } from './order.ts'

export type HeaderRow = {
  order_id: string
  version: number
  order_number: string
  order_type: string
  capture_mode: string
  customer_id: string
  source_quote_id: string
  source_quote_number: string
  source_quote_revision: number
  acceptance_id: string
  priority: string
  currency: string
  evidence_hash: string
  created_by: string
  created_at: Date
  updated_at: Date
  capture_state: CaptureState
  validation_run: number
  fulfillment_started: boolean
  cancellation: 'REQUESTED' | 'DONE' | null
  plan_id: string | null
  plan_hash: string | null
}

export type LineRow = {
  order_line_id: string
  source_quote_line_id: string
  line_number: number
  action: string
  product_offering_id: string
  offering_version: string
  product_spec_id: string | null
  quantity: number
  configuration_id: string
  configuration_hash: string
}

export type ItemRow = {
  fulfillment_item_id: string
  order_line_id: string
  position: number
  item_type: string
  responsible_system: string
  depends_on: string[]
  status: ItemState
  attempt: number
  key_attempt: number
  external_reference: string | null
  error_code: string | null
}

export type CaseRow = {
  fallout_case_id: string
  status: FalloutState
  phase: FalloutPhase
  severity: string
  reason_code: FalloutReason
  fulfillment_item_id: string | null
  order_line_id: string | null
  owner_group: string
  owner_user_id: string | null
  evidence: FalloutEvidence
  /** Text where the row comes out of an aggregate of JSON. */
  opened_at: string | Date
  resolved_at: string | Date | null
  resolution_code: string | null
  ageing_mark: number
}

const orNull = (kind: string, uuid: string | null): string | null => (uuid === null ? null : idOf(kind, uuid))

export const lineOf = (row: LineRow): OrderLine => ({
  lineId: idOf('oln', row.order_line_id),
  quoteLineId: idOf('qln', row.source_quote_line_id),
  number: row.line_number,
  action: row.action,
  offeringId: idOf('off', row.product_offering_id),
  offeringVersion: row.offering_version,
  specificationId: orNull('spc', row.product_spec_id),
  quantity: row.quantity,
  configurationId: idOf('cfg', row.configuration_id),
  configurationHash: row.configuration_hash,
})

export const itemOfRow = (row: ItemRow): FulfillmentItem => ({
  id: idOf('itm', row.fulfillment_item_id),
  lineId: idOf('oln', row.order_line_id),
  position: row.position,
  capability: row.item_type,
  system: row.responsible_system,
  dependsOn: row.depends_on.map((uuid) => idOf('itm', uuid)),
  state: row.status,
  attempt: row.attempt,
  keyAttempt: row.key_attempt,
  externalReference: row.external_reference,
  errorCode: row.error_code,
})

export const caseOfRow = (row: CaseRow): FalloutCase => ({
  id: idOf('fal', row.fallout_case_id),
  state: row.status,
  phase: row.phase,
  severity: row.severity,
  reasonCode: row.reason_code,
  itemId: orNull('itm', row.fulfillment_item_id),
  lineId: orNull('oln', row.order_line_id),
  ownerGroup: row.owner_group,
  assigneeId: orNull('usr', row.owner_user_id),
  evidence: row.evidence,
  openedAt: new Date(row.opened_at),
  resolvedAt: row.resolved_at === null ? null : new Date(row.resolved_at),
  resolution: row.resolution_code,
  ageingMark: row.ageing_mark,
})

/** The aggregate from its rows, light: no snapshot, no payload. */
export const orderOf = (
  row: HeaderRow,
  parts: { lines: LineRow[]; items: ItemRow[]; cases: CaseRow[]; milestones: Milestone[] },
): Order => ({
  id: idOf('ord', row.order_id),
  version: row.version,
  orderNumber: row.order_number,
  orderType: row.order_type,
  captureMode: row.capture_mode,
  customerId: idOf('cus', row.customer_id),
  sourceQuoteId: idOf('quo', row.source_quote_id),
  sourceQuoteNumber: row.source_quote_number,
  sourceQuoteRevision: row.source_quote_revision,
  acceptanceId: idOf('acc', row.acceptance_id),
  priority: row.priority,
  currency: row.currency,
  evidenceHash: row.evidence_hash,
  createdBy: row.created_by,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  captureState: row.capture_state,
  validationRun: row.validation_run,
  fulfillmentStarted: row.fulfillment_started,
  cancellation: row.cancellation,
  planId: orNull('pln', row.plan_id),
  planHash: row.plan_hash,
  milestones: parts.milestones,
  lines: parts.lines.map(lineOf),
  items: parts.items.map(itemOfRow),
  cases: parts.cases.map(caseOfRow),
})
