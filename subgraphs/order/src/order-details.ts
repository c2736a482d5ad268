import { mayActFor } from '@pactwork/kernel/customer-authority'
import type { Violation } from '@pactwork/kernel/decision'
import type { Batch } from '@pactwork/kernel/graph-context'
import { idOf, isId, uuidOf } from '@pactwork/kernel/ids'
import type { Check } from './validation/validation.rules.ts'

/** Whatever stands beside an order's rows, read only when somebody asks for it. Callers have checked the order. */

type Dated = { milestone: string; position: number; occurredAt: Date }

/** Milestones with their times. */
export const milestonesOfOrders: Batch<Dated[]> = async (ids, { read }) => {
  const rows = await read((uow) =>
    uow.sql<{ order_id: string; milestone: string; position: number; reached_at: Date }>(
      `select order_id, milestone, position, reached_at from order_milestone
       where tenant_id = $1 and order_id = any($2::uuid[]) order by position`,
      [uow.tenantId, ids.map((id) => uuidOf('ord', id))],
    ),
  )
  const grouped = Map.groupBy(rows, (row) => idOf('ord', row.order_id))

  return ids.map((id) =>
    (grouped.get(id as `ord_${string}`) ?? []).map((row) => ({
      milestone: row.milestone,
      position: row.position,
      occurredAt: row.reached_at,
    })),
  )
}

type Validation = { run: number; status: string; checks: Check[]; at: Date }

/** Every run of the checks, newest first. */
export const validationsOfOrders: Batch<Validation[]> = async (ids, { read }) => {
  const rows = await read((uow) =>
    uow.sql<{ order_id: string; run: number; status: string; checks: Check[]; created_at: Date }>(
      `select order_id, run, status, checks, created_at from order_validation_result
       where tenant_id = $1 and order_id = any($2::uuid[]) order by run desc`,
      [uow.tenantId, ids.map((id) => uuidOf('ord', id))],
    ),
  )
  const grouped = Map.groupBy(rows, (row) => idOf('ord', row.order_id))

  return ids.map((id) =>
    (grouped.get(id as `ord_${string}`) ?? []).map(({ run, status, checks, created_at: at }) => ({
      run,
      status,
      checks,
      at,
    })),
  )
}

export type LineSnapshot = {
  offering: { acceptedName?: string }
  configuration: unknown
  price: { contractValue?: { amount: string; currency: string } }
  siteId: string | null
}

/** What was accepted, by line. */
export const snapshotsOfLines: Batch<LineSnapshot> = async (ids, { read }) => {
  const rows = await read((uow) =>
    uow.sql<{
      id: string
      offering: LineSnapshot['offering']
      configuration: unknown
      price: LineSnapshot['price']
      site: string | null
    }>(
      `select order_line_id as id, offering_snapshot as offering, configuration_snapshot as configuration,
         price_snapshot as price, site_id as site
       from order_line_snapshot where tenant_id = $1 and order_line_id = any($2::uuid[])`,
      [uow.tenantId, ids.map((id) => uuidOf('oln', id))],
    ),
  )
  const byId = new Map(
    rows.map(({ id, site, ...row }) => [
      idOf('oln', id) as string,
      { ...row, siteId: site === null ? null : idOf('sit', site) },
    ]),
  )

  return ids.map((id) => byId.get(id))
}

type Attempt = { customerId: string; result: 'CAPTURED' | 'REJECTED'; violations: Violation[] }

/** The last attempt to capture an acceptance. */
export const attemptsOfAcceptances: Batch<Attempt> = async (ids, { read, authority }) => {
  const known = ids.filter((id) => isId('acc', id)).map((id) => uuidOf('acc', id))
  const rows = await read((uow) =>
    uow.sql<{ id: string; customer: string; result: Attempt['result']; violations: Violation[] }>(
      `select distinct on (acceptance_id) acceptance_id as id, customer_id as customer, result, violations
       from order_capture_attempt
       where tenant_id = $1 and acceptance_id = any($2::uuid[]) order by acceptance_id, capture_attempt_id desc`,
      [uow.tenantId, known],
    ),
  )
  const byId = new Map(
    rows.map(({ id, customer, ...attempt }) => [
      idOf('acc', id) as string,
      { ...attempt, customerId: idOf('cus', customer) },
    ]),
  )

  const mine = await authority()

  return ids.map((id) => {
    const attempt = byId.get(id)

    return attempt && mayActFor(mine, attempt.customerId) ? attempt : undefined
  })
}
