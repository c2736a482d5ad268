import type { Batch, GraphContext } from '@pactwork/kernel/graph-context'
import { isId, uuidOf } from '@pactwork/kernel/ids'
import { query } from '@pactwork/kernel/resolver'

import { readReservations } from '../reservation.store.ts'
import type { Reservation as State } from '../reservation.ts'
import { machinesOnly, staffAndMachines } from './rules.ts'

type Reference = { id: string }

/** A reservation names no customer, so only who may act for all of them sees one. */
const reservationsById: Batch<State> = async (ids, { read, authority }) => {
  if ((await authority()) !== 'any') return ids.map(() => undefined)

  const uuids = ids.filter((id) => isId('rsv', id)).map((id) => uuidOf('rsv', id))
  const rows = await read((uow) => readReservations(uow, 'r.reservation_id = any($2)', uuids))
  return ids.map((id) => rows.find((row) => row.id === id))
}

export const reservation = query(staffAndMachines, ({ id }: Reference, { load }) =>
  load(reservationsById, id),
)

export const reservationsOfOrder = query(machinesOnly, ({ orderId }: { orderId: string }, { read }) =>
  read((uow) => readReservations(uow, 'r.order_id = any($2)', [uuidOf('ord', orderId)])),
)

const field =
  <Field extends keyof State>(name: Field) =>
  async ({ id }: Reference, _: unknown, { load }: GraphContext): Promise<State[Field] | null> =>
    (await load(reservationsById, id))?.[name] ?? null

export const Reservation = {
  __resolveReference: ({ id }: Reference, { load }: GraphContext) => load(reservationsById, id),
  version: field('version'),
  status: field('status'),
  orderId: field('orderId'),
  itemId: field('itemId'),
  attempt: field('attempt'),
  sourceSystem: field('sourceSystem'),
  externalReference: field('externalReference'),
  reservedAt: field('reservedAt'),
  expiresAt: field('expiresAt'),
  confirmedAt: field('confirmedAt'),
  lastReconciledAt: field('lastReconciledAt'),
  async lines({ id }: Reference, _: unknown, { load }: GraphContext) {
    const state = await load(reservationsById, id)

    return state && [{ ...state, orderLineId: state.lineId }]
  },
}
