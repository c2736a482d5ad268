import { randomUUID } from 'node:crypto'

import { newId } from '@pactwork/kernel/ids'
import { z } from 'zod'

import type { Line } from '../simulators/journal.ts'
import { externalSystems, type Setting } from '../support/external-system.ts'
import { askSubgraph } from '../support/graph.ts'
import { until } from '../support/until.ts'

type Machine = Parameters<typeof askSubgraph>[0]

/** A line of an order that a hold is wanted for, in a tenant of its own. */
export const newWish = () => ({
  tenantId: newId('ten') as string,
  orderId: newId('ord') as string,
  lineId: newId('oln') as string,
  itemId: newId('itm') as string,
  offeringId: newId('off') as string,
})

export type Wish = ReturnType<typeof newWish>

const reservation = z.object({
  id: z.string(),
  version: z.number(),
  status: z.string(),
  attempt: z.number(),
  externalReference: z.string().nullable(),
  reservedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
  lastReconciledAt: z.string().nullable(),
  lines: z.array(
    z.object({
      requestedQuantity: z.string(),
      reservedQuantity: z.string().nullable(),
      status: z.string(),
      explanationCode: z.string().nullable(),
    }),
  ),
})

export type Reservation = z.infer<typeof reservation>

/** Asks the inventory context as a machine; the answer has the shape that the test expects. */
export async function ask<Schema extends z.ZodType>(
  role: Machine,
  tenantId: string,
  document: string,
  variables: Record<string, unknown>,
  shape: Schema,
): Promise<z.infer<Schema>> {
  const answer: { data: unknown; errors?: unknown } = await askSubgraph(
    role,
    tenantId,
    'inventory',
    document,
    variables,
  )
  if (answer.errors) throw new Error(JSON.stringify(answer.errors))

  return shape.parse(answer.data)
}

/** A member of a mutation's union: a refusal has a code, a payload what the test asked for. */
const member = <Payload extends z.ZodRawShape>(payload: Payload) =>
  z.object({ __typename: z.string(), code: z.string().optional() }).extend(z.object(payload).partial().shape)

/** Carries out one of the context's mutations as a machine. */
export async function mutate<Payload extends z.ZodRawShape>(
  role: Machine,
  tenantId: string,
  name: string,
  { fields, payload }: { fields: string; payload: Payload },
  input: object,
  key: string = randomUUID(),
) {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
  const document = `mutation Run($input: ${type}Input!, $key: ID!) {
    answer: ${name}(input: $input, idempotencyKey: $key) {
      __typename ... on ${type}Payload { ${fields} } ... on CommandRejected { code message } ... on InvalidInput { code }
    }
  }`

  return (await ask(role, tenantId, document, { input, key }, z.object({ answer: member(payload) }))).answer
}

/** Asks for a hold the way the worker does. */
export const reserve = ({ tenantId, ...wish }: Wish, attempt = 1) =>
  mutate(
    'worker',
    tenantId,
    'requestReservation',
    {
      fields: 'reservation { id externalReference }',
      payload: { reservation: reservation.pick({ id: true, externalReference: true }) },
    },
    { ...wish, attempt, quantity: 2 },
  )

const fields = `id version status attempt externalReference reservedAt expiresAt lastReconciledAt
  lines { requestedQuantity reservedQuantity status explanationCode }`

export async function reservationsOf({ tenantId, orderId }: Wish): Promise<Reservation[]> {
  const document = `query R($orderId: ID!) { reservationsOfOrder(orderId: $orderId) { ${fields} } }`
  const shape = z.object({ reservationsOfOrder: z.array(reservation) })

  return (await ask('worker', tenantId, document, { orderId }, shape)).reservationsOfOrder
}

/** Waits until the latest reservation of the wish has a status. */
export const reaches = (wish: Wish, status: string): Promise<Reservation> =>
  until(
    `the reservation of ${wish.orderId} is ${status}`,
    async () => {
      const latest = (await reservationsOf(wish)).at(-1)
      if (latest?.status === status) return latest
      throw new Error(JSON.stringify(latest))
    },
    { within: 50_000 },
  )

/** Lets the stack's inventory system behave differently. */
export const behave = async (setting: Setting): Promise<void> =>
  (await externalSystems()).inventory.behave(setting)

/** What the inventory system has on its journal about an order. */
export const journal = async (about: string): Promise<Line[]> =>
  (await externalSystems()).inventory.journal(about)
