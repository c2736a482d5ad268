import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { captureOrderFromQuote } from '@pactwork/order/capture/commands/capture-order-from-quote'
import { captureOrder } from '@pactwork/order/capture/commands/capture-order'
import { uuidOf } from '@pactwork/kernel/ids'
import { orderProbe, type OrderProbe } from './probe/runtime.ts'
import { acceptanceOf, orderIdOf } from './probe/steps.ts'

let probe: OrderProbe

beforeAll(async () => {
  probe = await orderProbe({ max: 20 })
})
afterAll(() => probe.close())

const ordersOf = (quoteId: string) =>
  probe.read('select order_number from customer_order where source_quote_id = $1', [uuidOf('quo', quoteId)])

describe('an acceptance', () => {
  test('CAP-37 ORD-16 becomes one order, whoever captures it however often at once', async () => {
    const told = probe.owners()
    const seller = probe.person(['order:capture'])
    const byMachine = () =>
      probe.run(captureOrder, acceptanceOf(told), probe.machine('consumer'), undefined, told)
    const byHand = () => probe.run(captureOrderFromQuote, { quoteId: told.quoteId }, seller, undefined, told)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? byMachine() : byHand())),
    )

    expect(await ordersOf(told.quoteId)).toHaveLength(1)
    const orders = answers.map((answer) => answer['order'])
    expect(new Set(orders.map((order) => JSON.stringify(order))).size).toBe(1)
    for (const answer of answers) {
      expect(['CaptureOrderPayload', 'CaptureOrderFromQuotePayload', 'QuoteAlreadyConverted']).toContain(
        answer['__typename'],
      )
    }
  })

  test('CNF-04 another capture answers with the existing order', async () => {
    const told = probe.owners()
    const first = await probe.run(
      captureOrder,
      acceptanceOf(told),
      probe.machine('consumer'),
      undefined,
      told,
    )
    const second = await probe.run(
      captureOrderFromQuote,
      { quoteId: told.quoteId },
      probe.person(['order:capture']),
      undefined,
      told,
    )

    expect(second).toMatchObject({
      __typename: 'QuoteAlreadyConverted',
      code: 'QUOTE_ALREADY_CONVERTED',
      order: { id: orderIdOf(first) },
    })
  })

  test('CAP-26 a refused attempt leaves no order, and a line in the log that outlives the refusal', async () => {
    const told = probe.owners()
    told.approvalState = 'INVALIDATED'
    const refused = await probe.run(
      captureOrder,
      acceptanceOf(told),
      probe.machine('consumer'),
      undefined,
      told,
    )

    expect(refused).toMatchObject({
      __typename: 'OrderValidationFailed',
      violations: [{ code: 'APPROVAL_NOT_VALID', path: 'quote.approval', severity: 'ERROR' }],
    })
    expect(await ordersOf(told.quoteId)).toEqual([])
    expect(
      await probe.read('select result, code, violations from order_capture_attempt where quote_id = $1', [
        uuidOf('quo', told.quoteId),
      ]),
    ).toMatchObject([
      { result: 'REJECTED', code: 'ORDER_VALIDATION_FAILED', violations: [{ code: 'APPROVAL_NOT_VALID' }] },
    ])
  })

  test('SEC-01f is captured by hand only by who may', async () => {
    const told = probe.owners()

    await expect(
      probe.run(
        captureOrderFromQuote,
        { quoteId: told.quoteId },
        probe.person(['order:read']),
        undefined,
        told,
      ),
    ).rejects.toThrow('order:capture')
    expect(await ordersOf(told.quoteId)).toEqual([])
  })
})

describe('the database as the last guard', () => {
  test('ORD-04 where an order came from cannot be changed', async () => {
    const told = probe.owners()
    await probe.run(captureOrder, acceptanceOf(told), probe.machine('consumer'), undefined, told)

    await expect(
      probe.write('update customer_order set source_quote_revision = 9 where source_quote_id = $1', [
        uuidOf('quo', told.quoteId),
      ]),
    ).rejects.toThrow('immutable')
  })

  test.each([
    ['order_line_snapshot', 'offering_snapshot = $1'],
    ['order_capture_attempt', 'violations = $1'],
    ['order_validation_result', 'checks = $1'],
  ])('ORD-09 what stands in %s is never changed', async (table, change) => {
    await expect(probe.write(`update ${table} set ${change}`, ['{}'])).rejects.toThrow('permission denied')
  })

  test('CAP-22 a status nobody knows, a quantity of nothing and a line without an order are refused', async () => {
    const told = probe.owners()
    await probe.run(captureOrder, acceptanceOf(told), probe.machine('consumer'), undefined, told)

    await expect(probe.write(`update customer_order set status = 'LOST'`)).rejects.toThrow('check constraint')
    const copy = (orderId: string, quantity: string) =>
      probe.write(
        `insert into customer_order_line (tenant_id, order_line_id, order_id, source_quote_line_id, line_number, action,
           product_offering_id, offering_version, quantity, configuration_id, configuration_hash, sort_order, created_at)
         select tenant_id, gen_random_uuid(), ${orderId}, gen_random_uuid(), 99, action, product_offering_id,
           offering_version, ${quantity}, configuration_id, configuration_hash, 99, created_at
         from customer_order_line limit 1`,
      )

    await expect(copy('order_id', '0')).rejects.toThrow('check constraint')
    await expect(copy('gen_random_uuid()', '1')).rejects.toThrow('foreign key')
  })
})
