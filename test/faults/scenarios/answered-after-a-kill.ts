import { randomUUID } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { salesScene } from '../../quote/scene.ts'
import { waitFor } from '../../stack/wait-for.ts'
import { expectations, type Trial } from '../trial.ts'

const closedPort = 'http://127.0.0.1:9/graphql'

/** M1: what was committed is answered again under its key, also when nobody it had asked is there any more. */
export const answeredAfterAKill: Trial = {
  name: 'a command killed between commit and answer replays, with its dependencies down',
  async run({ stack, faultDir }) {
    const { broken, expect } = expectations()
    const api = stack.processes.get('api')
    if (!api) return ['there is no process api']
    const scene = await salesScene()
    const { quoteId } = await scene.approved()
    const customer = await scene.tenant.as('customer')
    const window = join(faultDir, 'command.after-commit@acceptQuote')
    const key = randomUUID()
    // The stored answer alone: what else a caller selects shows the present state, and asks who may see it.
    const accept = () => customer.run('acceptQuote', { quoteId, revision: 1 }, { key })

    writeFileSync(window, '')
    await accept().then(
      (answer) => expect(false, `the first call was answered: ${JSON.stringify(answer)}`),
      () => undefined,
    )
    await waitFor('the api to have died', async () => !existsSync(window) && api.state === 'STOPPED')
    const down = Object.fromEntries(
      ['PRICING', 'CATALOG', 'CUSTOMER', 'INVENTORY', 'CONFIGURATION', 'APPROVAL'].map((name) => [
        `PACTWORK_${name}_URL`,
        closedPort,
      ]),
    )
    await api.start(down)
    try {
      const replayed = await waitFor('the answer', accept)
      expect(replayed['__typename'] === 'AcceptQuotePayload', `replayed as ${JSON.stringify(replayed)}`)
      const other = await customer.run('acceptQuote', { quoteId, revision: 1 })
      expect(
        other['code'] === 'EVIDENCE_UNAVAILABLE',
        `the dependencies were not down: another key was answered ${JSON.stringify(other)}`,
      )
    } finally {
      await api.restart()
    }

    return broken
  },
}
