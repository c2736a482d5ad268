import { command } from '@pactwork/kernel/command'
import { mayActFor } from '@pactwork/kernel/customer-authority'
import { rejectMissing } from '@pactwork/kernel/errors'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { orders } from '../../order.store.ts'
import { cancellationReasons, cancelOrder as decide } from '../cancellation.ts'

/** Takes an order back before its fulfillment starts; afterwards it is refused (SEC-01g). */
export const cancelOrder = command({
  name: 'cancelOrder',
  permission: 'order:cancel',
  input: z.object({
    orderId: idSchema('ord'),
    reasonCode: z.enum(cancellationReasons),
    note: z.string().trim().max(500).optional(),
    expectedVersion: z.int().positive().optional(),
  }),
  reason: ({ reasonCode, note }) => [reasonCode, note].filter(Boolean).join(': '),
  gather: (_, { ports }) => ports.customerAuthority(),
  async handle({ orderId, reasonCode, expectedVersion }, { uow, actor, evidence: authority }) {
    const order = await orders(uow).load(orderId, expectedVersion)
    if (!mayActFor(authority, order.customerId)) return rejectMissing('Order')
    await orders(uow).save(order, decide(order, { reasonCode, by: actor.id }))

    return { __typename: 'CancelOrderPayload', order: { id: orderId } }
  },
})
