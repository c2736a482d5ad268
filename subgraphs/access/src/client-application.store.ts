import { clientEvents, type ClientEvent } from '@pactwork/contracts/events/access'
import { aggregate } from '@pactwork/kernel/aggregate'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { evolve, type ClientApplication } from './client-application.ts'

type Row = { id: string; version: number; slug: string; user_id: string }

const columns = 'id, version, slug, user_id'
const clientOf = ({ user_id: userId, ...row }: Row): ClientApplication => ({
  ...row,
  id: idOf('cli', row.id),
  userId: idOf('usr', userId),
})

/** A client of the given tenant with the hash of its secret, which is no part of its state or its facts. */
export const clients = (secretHash: string) =>
  aggregate<ClientApplication, ClientEvent>({
    kind: 'cli',
    type: 'ClientApplication',
    events: clientEvents,
    evolve,
    async load({ sql, tenantId }, id) {
      const [row] = await sql<Row>(
        `select ${columns} from client_application where tenant_id = $1 and id = $2 for no key update`,
        [tenantId, uuidOf('cli', id)],
      )
      return row && clientOf(row)
    },
    async save({ sql, tenantId }, client) {
      await sql(
        `insert into client_application (tenant_id, id, version, slug, user_id, secret_hash) values ($1, $2, $3, $4, $5, $6)`,
        [
          tenantId,
          uuidOf('cli', client.id),
          client.version,
          client.slug,
          uuidOf('usr', client.userId),
          secretHash,
        ],
      )
    },
  })

export type Credentials = { clientId: string; userId: string; secretHash: string }

export async function findCredentials(
  { sql, tenantId }: UnitOfWork,
  slug: string,
): Promise<Credentials | undefined> {
  const [row] = await sql<{ id: string; user_id: string; secret_hash: string }>(
    'select id, user_id, secret_hash from client_application where tenant_id = $1 and slug = $2',
    [tenantId, slug],
  )

  return (
    row && { clientId: idOf('cli', row.id), userId: idOf('usr', row.user_id), secretHash: row.secret_hash }
  )
}
