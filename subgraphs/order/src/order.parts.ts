import type { UnitOfWork } from '@pactwork/kernel/database'
import { uuidOf } from '@pactwork/kernel/ids'
import { ageingOf } from './fallout/ageing.ts'
import { capabilityOf } from './fulfillment/capabilities.ts'
import type { Order } from './order.ts'

/** The rows below the header, each kind in one statement: only what a decision changed is written. */

export async function saveLines(uow: UnitOfWork, order: Order): Promise<void> {
  await uow.sql(
    `insert into customer_order_line (tenant_id, order_id, order_line_id, source_quote_line_id, line_number, action,
       product_offering_id, offering_version, product_spec_id, quantity, configuration_id, configuration_hash,
       sort_order, created_at)
     select $1, $2, l.id, l.quote_line_id, l.number, l.action, l.offering_id, l.offering_version,
       l.specification_id, l.quantity, l.configuration_id, l.configuration_hash, l.number, $4
     from jsonb_to_recordset($3) as l (id uuid, quote_line_id uuid, number int, action text, offering_id uuid,
       offering_version text, specification_id uuid, quantity int, configuration_id uuid, configuration_hash text)`,
    [
      uow.tenantId,
      uuidOf('ord', order.id),
      JSON.stringify(
        order.lines.map((line) => ({
          id: uuidOf('oln', line.lineId),
          quote_line_id: uuidOf('qln', line.quoteLineId),
          number: line.number,
          action: line.action,
          offering_id: uuidOf('off', line.offeringId),
          offering_version: line.offeringVersion,
          specification_id: line.specificationId === null ? null : uuidOf('spc', line.specificationId),
          quantity: line.quantity,
          configuration_id: uuidOf('cfg', line.configurationId),
          configuration_hash: line.configurationHash,
        })),
      ),
      order.createdAt,
    ],
  )
}

export async function saveItems(uow: UnitOfWork, order: Order, before: Order | undefined): Promise<void> {
  const known = new Set(before?.items)
  const changed = order.items.filter((item) => !known.has(item))
  if (changed.length === 0 || order.planId === null) return

  const lines = new Map(order.lines.map((line) => [line.lineId, line]))
  await uow.sql(
    `insert into fulfillment_item (tenant_id, order_id, plan_id, fulfillment_item_id, order_line_id, position,
       item_type, responsible_system, action, status, depends_on, attempt, key_attempt, max_retry_count,
       retry_policy, compensation_action, external_reference, error_code, input_payload, result_payload,
       created_at, updated_at)
     select $1, $2, $3, i.id, i.line_id, i.position, i.capability, i.system, i.action, i.status, i.depends_on,
       i.attempt, i.key_attempt, i.max_retries, 'BY_DECISION', i.compensation, i.reference, i.error_code, i.input,
       case when i.status = 'COMPLETED' then jsonb_build_object('externalReference', i.reference) end, $5, $5
     from jsonb_to_recordset($4) as i (id uuid, line_id uuid, position int, capability text, system text,
       action text, status text, depends_on uuid[], attempt int, key_attempt int, max_retries int,
       compensation text, reference text, error_code text, input jsonb)
     on conflict (tenant_id, fulfillment_item_id) do update set status = excluded.status,
       attempt = excluded.attempt, key_attempt = excluded.key_attempt, external_reference = excluded.external_reference,
       error_code = excluded.error_code, result_payload = excluded.result_payload, updated_at = excluded.updated_at`,
    [
      uow.tenantId,
      uuidOf('ord', order.id),
      uuidOf('pln', order.planId),
      JSON.stringify(
        changed.map((item) => {
          const line = lines.get(item.lineId)

          return {
            id: uuidOf('itm', item.id),
            line_id: uuidOf('oln', item.lineId),
            position: item.position,
            capability: item.capability,
            system: item.system,
            action: line?.action,
            status: item.state,
            depends_on: item.dependsOn.map((id) => uuidOf('itm', id)),
            attempt: item.attempt,
            key_attempt: item.keyAttempt,
            max_retries: capabilityOf(item.capability).maxRetries,
            compensation: capabilityOf(item.capability).compensation,
            reference: item.externalReference,
            error_code: item.errorCode,
            input: {
              offeringId: line?.offeringId,
              quantity: line?.quantity,
              configurationHash: line?.configurationHash,
            },
          }
        }),
      ),
      order.updatedAt,
    ],
  )
}

export async function saveCases(uow: UnitOfWork, order: Order, before: Order | undefined): Promise<void> {
  const known = new Set(before?.cases)
  const changed = order.cases.filter((one) => !known.has(one))
  if (changed.length === 0) return

  await uow.sql(
    `insert into order_fallout_case (tenant_id, order_id, fallout_case_id, order_line_id, fulfillment_item_id,
       status, phase, severity, reason_code, evidence, owner_group, owner_user_id, opened_at, resolved_at,
       resolution_code, ageing_mark)
     select $1, $2, c.id, c.line_id, c.item_id, c.status, c.phase, c.severity, c.reason, c.evidence, c.owner_group,
       c.assignee, c.opened_at, c.resolved_at, c.resolution, c.mark
     from jsonb_to_recordset($3) as c (id uuid, line_id uuid, item_id uuid, status text, phase text, severity text,
       reason text, evidence jsonb, owner_group text, assignee uuid, opened_at timestamptz, resolved_at timestamptz,
       resolution text, mark int)
     on conflict (tenant_id, fallout_case_id) do update set status = excluded.status,
       owner_user_id = excluded.owner_user_id, resolved_at = excluded.resolved_at,
       resolution_code = excluded.resolution_code, ageing_mark = excluded.ageing_mark`,
    [
      uow.tenantId,
      uuidOf('ord', order.id),
      JSON.stringify(
        changed.map((one) => ({
          id: uuidOf('fal', one.id),
          line_id: one.lineId === null ? null : uuidOf('oln', one.lineId),
          item_id: one.itemId === null ? null : uuidOf('itm', one.itemId),
          status: one.state,
          phase: one.phase,
          severity: one.severity,
          reason: one.reasonCode,
          evidence: one.evidence,
          owner_group: one.ownerGroup,
          assignee: one.assigneeId === null ? null : uuidOf('usr', one.assigneeId),
          opened_at: one.openedAt,
          resolved_at: one.resolvedAt,
          resolution: one.resolution,
          mark: one.ageingMark,
        })),
      ),
    ],
  )
  await watchAgeing(uow, order, before)
}

/** Whatever opens a case, its age is looked at in time. */
async function watchAgeing(uow: UnitOfWork, order: Order, before: Order | undefined): Promise<void> {
  const known = new Set(before?.cases.map((one) => one.id))
  for (const one of order.cases.filter(({ id }) => !known.has(id))) {
    const due = ageingOf(one)
    if (due) await uow.due(due)
  }
}

export async function saveMilestones(
  uow: UnitOfWork,
  order: Order,
  before: Order | undefined,
): Promise<void> {
  const from = before?.milestones.length ?? 0
  if (order.milestones.length === from) return

  await uow.sql(
    `insert into order_milestone (tenant_id, order_id, position, milestone, reached_at)
     select $1, $2, $3 + m.position, m.milestone, $5
     from unnest($4::text[]) with ordinality as m (milestone, position)`,
    [uow.tenantId, uuidOf('ord', order.id), from, order.milestones.slice(from), order.updatedAt],
  )
}
