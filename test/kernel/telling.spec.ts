import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Envelope } from '@pactwork/contracts/events/define'
import type { Actor } from '@pactwork/kernel/actor'
import { consumer } from '@pactwork/kernel/consumer'
import { openDatabase, type Database } from '@pactwork/kernel/database'
import { noMetrics } from '@pactwork/kernel/events/metrics'
import { passing } from '@pactwork/kernel/events/pass-by'
import { takeEvent, type Handling } from '@pactwork/kernel/events/take-event'
import { newUuid } from '@pactwork/kernel/uuid'
import { until } from '../support/until.ts'
import { ledgerFact } from './echo/ledger-fact.ts'
import { echo, type Echo } from './echo/runtime.ts'

let kernel: Echo
/** With one connection, so that everything waits for it. */
let database: Database

beforeAll(async () => {
  kernel = await echo()
  const url = new URL(kernel.superuser)
  url.username = 'pactwork_echo'
  url.password = 'echo'
  database = openDatabase({ url: url.href, name: 'telling', max: 1 })
})
afterAll(async () => {
  await database.close()
  await kernel.close()
})

const struckOrNoted = (actor: Actor, type: 'LineNoted' | 'LineStruck'): Envelope =>
  ledgerFact(actor, { type, payload: { note: 'a line', reason: 'wrong' } })

describe('a consumer that tells subscribers of what is done', () => {
  test('goes before those that carry on with work and have waited for longer', async () => {
    const actor = kernel.actor()
    const order: string[] = []
    const handlingOf = (name: string, tells: boolean): Handling => ({
      consumer: consumer({
        name: `echo.${name}-${newUuid()}`,
        tells,
        events: [kernel.ledger.events.LineNoted],
        apply: async () => void order.push(name),
      }),
      runtime: { ...kernel.runtime, database },
      letters: { publish: () => Promise.reject(new Error('nothing is dead here')) },
      metrics: noMetrics,
    })
    const [working, telling] = [handlingOf('working', false), handlingOf('telling', true)]

    const held = Promise.withResolvers<void>()
    let isHeld = false
    const holding = database.write(actor, async () => {
      isHeld = true
      await held.promise
    })
    await until('the connection to be taken', async () => isHeld)

    const waited = [1, 2, 3].map(() => takeEvent(working, struckOrNoted(actor, 'LineNoted')))
    const told = takeEvent(telling, struckOrNoted(actor, 'LineNoted'))
    const event = struckOrNoted(actor, 'LineStruck')
    const record = { topic: '', partition: 0, offset: '0', key: event.aggregateId, value: '', headers: {} }
    const passed = passing(telling, [{ record, event }])(record)
    const noted = passed.then((isPassed) => void order.push(isPassed ? 'passed by' : 'not passed by'))
    held.resolve()
    await Promise.all([holding, told, noted, ...waited])

    expect(order).toEqual(['telling', 'passed by', 'working', 'working', 'working'])
  })
})
