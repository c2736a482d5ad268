import { salesScene } from '../../quote/scene.ts'
import { expectations, type Trial } from '../trial.ts'

const dearer = (text: string, path: string): string =>
  path.includes('price')
    ? text.replaceAll(/"value": (\d+)/g, (_, digits) => `"value": ${Number(digits) + 1}`)
    : text
const otherwiseDescribed = (text: string, path: string): string =>
  path.includes('category') ? text.replace(/"description": "/, '"description": "Also: ') : text

/** M6: acceptance asks the owners, so it is right although no event reaches anybody. */
export const consumersStopped: Trial = {
  name: 'a price that changed is refused at acceptance with every consumer and the relay stopped',
  async run({ stack }) {
    const { broken, expect } = expectations()
    const scene = await salesScene()
    const [stale, fresh] = [await scene.approved(), await scene.approved()]
    const customer = await scene.tenant.as('customer')
    const deaf = ['relay', 'consumer'].flatMap((name) => stack.processes.get(name) ?? [])

    await Promise.all(deaf.map((process) => process.stop()))
    try {
      await scene.publish(otherwiseDescribed)
      const accepted = await customer.run('acceptQuote', { quoteId: fresh.quoteId, revision: 1 })
      expect(
        !accepted['code'],
        `a republication that changes nothing used staled the price: ${JSON.stringify(accepted)}`,
      )

      await scene.publish(dearer)
      const refused = await customer.run('acceptQuote', { quoteId: stale.quoteId, revision: 1 })
      expect(refused['code'] === 'PRICE_STALE', `the changed price was answered ${JSON.stringify(refused)}`)
    } finally {
      await Promise.all(deaf.map((process) => process.start()))
    }

    return broken
  },
}
