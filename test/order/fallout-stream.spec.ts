import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { uuidOf } from '@pactwork/kernel/ids'
import { ageingMarks } from '@pactwork/order/fallout/ageing'
import { falloutReasons } from '@pactwork/order/fallout/fallout-case'
import { Kind, parse } from 'graphql'
import { tokenOf } from '../gateway/tokens.ts'
import { itemOf, ordering, type Ordering } from '../journeys/ordering.ts'
import type { Data } from '../stack/graph-client.ts'
import { newTenant } from '../support/tenant.ts'
import { feedDatabase, type FeedDatabase } from './feed-database.ts'
import { falloutChanges, followSubgraph, following } from './subgraph-stream.ts'

let scene: Ordering
let database: FeedDatabase
let token: string

beforeAll(async () => {
  scene = await ordering()
  database = await feedDatabase(scene.tenant.id)
  token = await tokenOf(scene.tenant, 'operations')
}, 60_000)
afterAll(() => database.close())

/** Lets a case have stood for so long: it was opened earlier, and the scheduler comes to it now. */
const standsFor = (caseId: string, minutes: number): Promise<void> =>
  database.write(async ({ sql, tenantId }) => {
    const id = uuidOf('fal', caseId)
    await sql(
      `update order_fallout_case set opened_at = now() - make_interval(mins => $3)
       where tenant_id = $1 and fallout_case_id = $2`,
      [tenantId, id, minutes],
    )
    const moved = await sql(
      `update due_work set due_at = now() where tenant_id = $1 and kind = 'order.fallout-ageing' and key = $2 returning id`,
      [tenantId, id],
    )
    if (moved.length !== 1) throw new Error(`Nobody will look at the age of ${caseId}.`)
  })
const changesOf = (values: readonly Data[]) => values.map((value) => value['change'])

describe('changes of fallout', () => {
  test('FAL-11 opened, taken, ageing, resolved: each once and in order, with the case and its order', async () => {
    const { operations, tenant } = scene
    const narrow = { queue: 'inventory-operations', severity: 'BLOCKER', reason: 'EXTERNAL_REJECTION' }
    const ofOthers = [
      { queue: 'provisioning-operations' },
      { ...narrow, severity: 'MANUAL_REVIEW' },
      { ...narrow, reason: 'OUTCOME_UNKNOWN' },
    ]
    const all = await followSubgraph(token, falloutChanges, { last: 100 })
    const narrowed = await followSubgraph(token, falloutChanges, { filter: narrow, last: 100 })
    const others = await Promise.all(
      ofOthers.map((filter) => followSubgraph(token, falloutChanges, { filter, last: 100 })),
    )

    await scene.behave('inventory', { behaviour: 'reject', next: 1 })
    const orderId = await scene.placed()
    const [opened] = await all.first(1)
    const caseId: string = opened?.['case'].id
    await operations.carry('assignFalloutCase', { caseId })
    await all.first(2)
    await standsFor(caseId, 31)
    await all.first(3)
    await standsFor(caseId, 500)
    await all.first(4)
    const itemId = itemOf(await scene.order(orderId), 'RESERVE')['id']
    await operations.carry('retryFulfillmentItem', { itemId, reason: 'They made room.' })
    const changes = await all.first(5)

    const { me } = await (await tenant.as('operations')).data('{ me { id } }')
    const common = { ...narrow, order: { id: orderId }, case: { id: caseId } }
    expect(changes).toMatchObject([
      { ...common, change: 'OPENED', assignee: null, standingMinutes: null, resolution: null },
      { ...common, change: 'CHANGED', assignee: { id: me.id }, case: { state: 'ASSIGNED' } },
      { ...common, change: 'AGEING', standingMinutes: 30, case: { ageingMark: 1 } },
      { ...common, change: 'AGEING', standingMinutes: 480, case: { ageingMark: 3 } },
      { ...common, change: 'RESOLVED', resolution: 'ITEM_RETRIED', case: { state: 'RESOLVED' } },
    ])
    expect(new Set(changes.map(({ cursor }) => cursor)).size).toBe(5)
    for (const { occurredAt, correlationId } of changes) {
      expect(Date.parse(occurredAt)).toBeGreaterThan(0)
      expect(correlationId).toMatch(/./)
    }
    expect(changesOf(await narrowed.first(5))).toEqual(changesOf(changes))
    expect(others.flatMap(({ values }) => values)).toEqual([])
    await Promise.all([all, narrowed, ...others].map((follower) => follower.leave()))

    for (const [at, { cursor }] of changes.slice(0, 4).entries()) {
      const rest = await following(token, falloutChanges, { after: cursor }, (follower) =>
        follower.first(4 - at),
      )
      expect(changesOf(rest)).toEqual(changesOf(changes.slice(at + 1)))
    }
  }, 120_000)

  test('are for those alone who may see fallout, of that tenant', async () => {
    const sales = await followSubgraph(await tokenOf(scene.tenant, 'sales'), falloutChanges, { last: 100 })
    const { reason } = await sales.ended()
    expect(reason).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'DENIED' }) }),
    ])
    await sales.leave()

    const stranger = await newTenant('fallout-elsewhere')
    const elsewhere = await tokenOf(stranger, 'operations')
    await following(elsewhere, falloutChanges, { last: 100 }, async (theirs) => {
      await following(token, falloutChanges, { last: 100 }, (own) => own.first(1))
      expect(theirs.values).toEqual([])
    })
  })
})

test('a stream can be narrowed to every reason and severity there is, and to no other', () => {
  const sdl = readFileSync(new URL('../../subgraphs/order/schema/streams.graphql', import.meta.url), 'utf8')
  const described = (name: string) =>
    parse(sdl).definitions.flatMap((one) =>
      one.kind === Kind.ENUM_TYPE_DEFINITION && one.name.value === name
        ? (one.values ?? []).map((value) => ({
            name: value.name.value,
            description: value.description?.value,
          }))
        : [],
    )

  expect(described('FalloutReason')).toEqual(
    Object.entries(falloutReasons).map(([name, { text }]) => ({ name, description: text })),
  )
  expect(described('FalloutSeverity').map(({ name }) => name)).toEqual(Object.keys(ageingMarks))
})
