import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import type { DecompositionRule, PlannableLine } from './decompose.ts'

/** An order's lines with the rules frozen for them at capture. */
export async function plannableLines(uow: UnitOfWork, orderId: string): Promise<PlannableLine[]> {
  const rows = await uow.sql<{ id: string; number: number; rules: DecompositionRule[] }>(
    `select l.order_line_id as id, l.line_number as number, s.decomposition_rules as rules
     from customer_order_line l join order_line_snapshot s using (tenant_id, order_line_id)
     where l.tenant_id = $1 and l.order_id = $2 order by l.line_number`,
    [uow.tenantId, uuidOf('ord', orderId)],
  )

  return rows.map((row) => ({ lineId: idOf('oln', row.id), number: row.number, rules: row.rules }))
}
