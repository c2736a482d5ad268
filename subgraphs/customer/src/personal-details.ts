import type { UnitOfWork } from '@pactwork/kernel/database'
import { uuidOf } from '@pactwork/kernel/ids'

export type Address = { line: string; postalCode: string; city: string; country: string }

/** The one place of the context where names and addresses stand (M17). */
export async function keepName(
  { sql, tenantId }: UnitOfWork,
  customerId: string,
  name: string,
): Promise<void> {
  const id = uuidOf('cus', customerId)
  await sql(
    'insert into personal_detail (tenant_id, subject_id, customer_id, name) values ($1, $2, $2, $3)',
    [tenantId, id, name],
  )
}

export async function keepAddress(
  { sql, tenantId }: UnitOfWork,
  place: { siteId: string; customerId: string; address: Address },
): Promise<void> {
  const { line, postalCode, city, country } = place.address
  await sql(
    `insert into personal_detail (tenant_id, subject_id, customer_id, address_line, postal_code, city, country)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [tenantId, uuidOf('sit', place.siteId), uuidOf('cus', place.customerId), line, postalCode, city, country],
  )
}
