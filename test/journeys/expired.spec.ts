import { expect, test } from '@jest/globals'
import { uuidOf } from '@pactwork/kernel/ids'
import { until } from '../support/until.ts'
import { ordering } from './ordering.ts'

const dayAfter = (date: string): string => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10)

test('QUO-04 M28 past its last business day an offer expires by itself, is accepted no more, and may be revised', async () => {
  const scene = await ordering()
  const { quoteId } = await scene.approved()
  const { validUntil } = await scene.seen(quoteId, 'validUntil')
  const admin = await scene.tenant.as('admin')
  const database = await scene.database()
  try {
    // The days that the scheduler would wait are over at once.
    const daysGoBy = () =>
      database.query(
        `update quote.due_work set due_at = now() where tenant_id = $1 and kind = 'quote.expire' and due_at > now()`,
        [uuidOf('ten', scene.tenant.id)],
      )
    await daysGoBy()
    await until('the scheduler to have looked', async () => (await daysGoBy()).rowCount === 1)
    expect(await scene.seen(quoteId)).toMatchObject({ state: 'APPROVED' })

    await admin.carry('setBusinessDate', { businessDate: dayAfter(validUntil), reason: 'The month is over.' })
    await until('the offer to expire', async () => {
      await daysGoBy()
      return (await scene.seen(quoteId))['state'] === 'EXPIRED'
    })
  } finally {
    await database.end()
  }

  expect(await scene.customer.run('acceptQuote', { quoteId, revision: 1 })).toMatchObject({
    code: 'QUOTE_NOT_APPROVED',
  })
  await scene.sales.carry('reviseQuote', { quoteId, reason: 'They asked again.' })
  await until('pricing to know the new day', async () => {
    await scene.sales.carry('priceQuote', { quoteId })
    const { price } = await scene.seen(quoteId, 'price { validUntil }')
    return price.validUntil > validUntil
  })
  await scene.sales.carry('submitQuote', { quoteId })
  await scene.inState(quoteId, 'APPROVED')
  await scene.customer.carry('acceptQuote', { quoteId, revision: 2 })
}, 120_000)
