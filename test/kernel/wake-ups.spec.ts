import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { connectWakeUps } from '@pactwork/kernel/events/listen'
import { onWake, wakeFeed, wakeRelay } from '@pactwork/kernel/events/wake'
import { createLog } from '@pactwork/kernel/runtime/log'
import { newUuid } from '@pactwork/kernel/uuid'
import pg from 'pg'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'

const name = `tests-${newUuid()}`
let url: string
let outsider: pg.Client
let connected: { stop(): Promise<void> }
/** What another process hears. */
const heard: string[] = []

beforeAll(async () => {
  const { env } = await testStack()
  url = env['PACTWORK_DATABASE_URL'] ?? ''
  outsider = new pg.Client({ connectionString: url })
  await outsider.connect()
  outsider.on('notification', ({ payload = '' }) => {
    if (payload.startsWith('["tests-')) heard.push(JSON.parse(payload).slice(1).join(':'))
  })
  await outsider.query('listen pactwork_wake')
  const other = new URL(url)
  other.searchParams.set('connect_timeout', '7')
  connected = connectWakeUps({
    urls: [url, other.href],
    process: name,
    log: createLog('tests', 'silent'),
  })
})
afterAll(async () => {
  await connected.stop()
  await outsider.end()
})

const lines = async (): Promise<number[]> => {
  const { rows } = await outsider.query<{ pid: number }>(
    'select pid from pg_stat_activity where application_name = $1',
    [`${name}-wake`],
  )

  return rows.map(({ pid }) => pid)
}

describe('wake-ups', () => {
  test('reach the listeners of this process at once, and other processes once for many', async () => {
    const context = `c-${newUuid()}`
    const here: string[] = []
    const stop = onWake('relay', (subject) => void here.push(subject))
    await until('the line is open', async () => {
      wakeRelay(context)
      return heard.includes(`relay:${context}`)
    })
    stop()
    expect(here[0]).toBe(context)

    const busy = `c-${newUuid()}`
    for (let index = 0; index < 500; index += 1) wakeRelay(busy)
    const last = `c-${newUuid()}`
    wakeRelay(last)
    await until('the last one', async () => heard.includes(`relay:${last}`))
    expect(heard.filter((subject) => subject === `relay:${busy}`)).toHaveLength(1)
  })

  test('of other processes reach this one', async () => {
    const feed = `f-${newUuid()}`
    const here: string[] = []
    const stop = onWake('feed', (subject) => void here.push(subject))
    await until('it is heard', async () => {
      await outsider.query('select pg_notify($1, $2)', [
        'pactwork_wake',
        JSON.stringify(['other', 'feed', `${feed}/t`]),
      ])
      return here.includes(`${feed}/t`)
    })
    for (const nonsense of ['not json', '{"not": "ours"}', '["other", "unknown channel", "x"]', ''])
      await outsider.query('select pg_notify($1, $2)', ['pactwork_wake', nonsense])
    wakeFeed(feed, 'u')
    await until('both', async () => here.includes(`${feed}/u`))
    stop()
  })

  test('go on after the connection was lost, beginning with a look at everything', async () => {
    const here: string[] = []
    const stop = onWake('scheduler', (subject) => void here.push(subject))
    const before = await until('the line', async () => {
      const pids = await lines()
      return pids.length === 1 && pids
    })
    for (const pid of before) await outsider.query('select pg_terminate_backend($1)', [pid])

    await until('everyone looks once', async () => here.includes('*'))
    const context = `c-${newUuid()}`
    await until('it carries again', async () => {
      wakeRelay(context)
      return heard.includes(`relay:${context}`)
    })
    stop()
  })
})
