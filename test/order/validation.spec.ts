import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { EvidenceUnavailable } from '@pactwork/kernel/errors'
import { captureOrder } from '@pactwork/order/capture/commands/capture-order'
import { overrideValidation } from '@pactwork/order/validation/commands/override-validation'
import { validateOrder } from '@pactwork/order/validation/commands/validate-order'
import { uuidOf } from '@pactwork/kernel/ids'
import type { Owners } from './probe/owners.ts'
import { orderProbe, type OrderProbe } from './probe/runtime.ts'
import { acceptanceOf, orderIdOf } from './probe/steps.ts'

let probe: OrderProbe

beforeAll(async () => {
  probe = await orderProbe()
})
afterAll(() => probe.close())

async function captured(): Promise<{ told: Owners; orderId: string }> {
  const told = probe.owners()
  const orderId = orderIdOf(
    await probe.run(captureOrder, acceptanceOf(told), probe.machine('consumer'), undefined, told),
  )

  return { told, orderId }
}

/** The same owners, but one of them says something else, or nothing. */
const but = (told: Owners, context: string, answer: () => unknown): Owners => ({
  ...told,
  ports: {
    ...told.ports,
    query: async (asked, document, variables, schema) =>
      asked === context ? schema.parse(answer()) : told.ports.query(asked, document, variables, schema),
  },
})

const validate = (orderId: string, told: Owners) =>
  probe.run(validateOrder, { orderId }, probe.machine('consumer'), undefined, told)
const statusOf = (orderId: string) =>
  probe.read('select status from customer_order where order_id = $1', [uuidOf('ord', orderId)])

describe('validating a captured order', () => {
  test('CAP-35 an owner that does not answer leaves it waiting, and due work asks again', async () => {
    const { told, orderId } = await captured()
    const silent = but(told, 'customer', () => {
      throw new EvidenceUnavailable('customer', 'no answer')
    })

    expect(await validate(orderId, silent)).toMatchObject({ status: 'PENDING' })
    expect(await statusOf(orderId)).toEqual([{ status: 'VALIDATING' }])
    expect(await probe.read(`select payload from due_work where kind = 'order.validate'`)).toEqual([
      { payload: { orderId } },
    ])

    expect(await validate(orderId, told)).toMatchObject({ status: 'PASSED' })
    expect(await statusOf(orderId)).toEqual([{ status: 'VALIDATED' }])
  })

  test('CAP-34 CAP-36 SEC-02b AUD-01 a blocker is kept and stops it until a supervisor overrides it, with a reason', async () => {
    const { told, orderId } = await captured()
    const closed = but(told, 'customer', () => ({
      customerSnapshot: {
        id: told.customerId,
        version: 2,
        segment: 'ENTERPRISE',
        status: 'CLOSED',
        snapshotHash: 'sha256:d',
        sites: [],
      },
    }))

    expect(await validate(orderId, closed)).toMatchObject({ status: 'FAILED' })
    expect(await statusOf(orderId)).toEqual([{ status: 'FALLOUT' }])
    expect(
      await probe.read(
        `select status, jsonb_path_query_first(checks, '$[*] ? (@.severity == "BLOCKER").code') as code
         from order_validation_result where order_id = $1`,
        [uuidOf('ord', orderId)],
      ),
    ).toEqual([{ status: 'FAILED', code: 'CUSTOMER_CLOSED' }])

    const input = { orderId, reason: 'The customer reopens tomorrow.' }
    await expect(probe.run(overrideValidation, input, probe.person(['order:operate']))).rejects.toThrow(
      'order:override',
    )
    const supervisor = probe.person(['order:override'])
    expect(await probe.run(overrideValidation, input, supervisor)).toMatchObject({
      __typename: 'OverrideValidationPayload',
    })
    expect(await statusOf(orderId)).toEqual([{ status: 'VALIDATED' }])
    expect(
      await probe.read(
        `select outcome, actor_kind, actor_id, subjects, reason, occurred_at <= now() as dated,
           correlation_id <> '' as correlated
         from audit_entry where operation = 'overrideValidation'`,
      ),
    ).toMatchObject([
      {
        outcome: 'ACCEPTED',
        actor_kind: 'user',
        actor_id: supervisor.id,
        subjects: [{ type: 'Order', id: orderId }],
        reason: input.reason,
        dated: true,
        correlated: true,
      },
    ])
  })
})
