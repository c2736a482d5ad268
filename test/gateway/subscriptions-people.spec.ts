import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'
import { desk, worklistChanges, type Desk } from '../worklist/stream-desk.ts'
import { ownerBefore } from './owner-before.ts'
import { ownGateway } from './own-gateway.ts'
import { subscriber } from './subscriber.ts'

let owner: Awaited<ReturnType<typeof ownerBefore>>
let gateway: Awaited<ReturnType<typeof ownGateway>>
let place: Desk
beforeAll(async () => {
  const { urls } = await testStack()
  owner = await ownerBefore(`${urls['subgraphs']}/worklist/graphql`)
  gateway = await ownGateway({ env: { PACTWORK_WORKLIST_URL: owner.url } })
  place = await desk()
}, 60_000)
afterAll(async () => {
  await place.close()
  await gateway.stop()
  await owner.close()
})

const short = `subscription ($filter: WorklistChangeFilter) {
  worklistChanges(filter: $filter) { ... on WorkItemChange { change item { id } } ... on FeedGap { reason } }
}`

/** Somebody who follows the worklist, and what of it they were told. */
async function follower(from: Desk, persona: string, query = worklistChanges.document, filter?: object) {
  const client = subscriber(gateway.url, await from.tokenOf(persona))
  const { results } = client.follow(query, { filter })
  const items = (): unknown[] =>
    results.map(({ data }) => (data?.['worklistChanges'] as { item?: { id: string } } | undefined)?.item?.id)

  return {
    items,
    told: (id: string) => items().includes(id),
    isBegun: () => client.places.length > 0,
    close: () => client.close(),
  }
}

describe('different people', () => {
  test('of one tenant have one upstream, whatever they follow of a feed, and those are asked whom it concerns', async () => {
    const elsewhere = await desk()
    const everybody = await Promise.all([
      follower(place, 'approver'),
      follower(place, 'approver', short),
      follower(place, 'approver', short, { queue: 'late-shift' }),
      follower(place, 'clerk'),
      follower(place, 'clerk', short, { mine: true }),
      follower(place, 'operations'),
      follower(place, 'supervisor'),
      follower(elsewhere, 'approver'),
    ])
    const [approver, brief, late, clerk, mine, operations, supervisor, stranger] = everybody
    await until('all to have begun', async () => everybody.every(({ isBegun }) => isBegun()))
    await until('two upstreams', async () => gateway.subscriptions().upstreams === 2)
    const before = owner.asked('worklistChangesPage')

    const { workItemId } = await place.opened('approvers')
    const concerned = [approver, brief, clerk, supervisor]
    await until('them to be told', async () => concerned.every((one) => one?.told(workItemId)))
    const { workItemId: other } = await place.opened('order-operations', 'FALLOUT')
    await until('the others to be told', async () =>
      [operations, supervisor].every((one) => one?.told(other)),
    )

    expect([late, mine, stranger].map((one) => one?.items())).toEqual([[], [], []])
    expect(operations?.items()).toEqual([other])
    // Four read the first change and two the second.
    expect(owner.asked('worklistChangesPage') - before).toBe(6)
    expect(gateway.subscriptions()).toMatchObject({ connections: 8, upstreams: 2, owners: 2 })
    expect(owner.lines()).toBe(2)

    for (const each of everybody) await each.close()
    await until('nothing to be left', async () => {
      const { connections, upstreams, owners } = gateway.subscriptions()
      return connections + upstreams + owners === 0
    })
    await until('no line to the owner', async () => owner.lines() === 0)
    await elsewhere.close()
  })

  test('miss nothing while the way to the owner is broken', async () => {
    const both = await Promise.all([follower(place, 'approver'), follower(place, 'clerk', short)])
    await until('both to have begun', async () => both.every(({ isBegun }) => isBegun()))
    await until('their upstream', async () => owner.lines() === 1)
    const ids: string[] = []
    for (let round = 0; round < 5; round += 1) {
      ids.push((await place.opened('approvers')).workItemId)
      owner.cut()
      ids.push((await place.opened('approvers')).workItemId)
    }
    await until('all', async () => both.every(({ items }) => items().length >= ids.length))

    const [one, other] = both.map(({ items }) => items())
    expect(one?.toSorted()).toEqual(ids.toSorted())
    expect(other).toEqual(one)
    for (const { close } of both) await close()
  })

  test('go on by another one’s token when the one by which they follow leaves', async () => {
    const first = await follower(place, 'approver')
    await until('the upstream', async () => owner.lines() === 1)
    const second = await follower(place, 'clerk')
    await until('both to have begun', async () => second.isBegun())
    await first.close()
    await until('one to have left', async () => gateway.subscriptions().connections === 1)
    const { workItemId } = await place.opened('approvers')
    await until('the other to be told', async () => second.told(workItemId))

    expect(gateway.subscriptions()).toMatchObject({ upstreams: 1 })
    await second.close()
  })
})
