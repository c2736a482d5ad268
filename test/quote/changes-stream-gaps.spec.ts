import { expect, test } from '@jest/globals'
import { uuidOf } from '@pactwork/kernel/ids'
import { salesScene, type Scene } from './scene.ts'
import { following } from './stream-follower.ts'
import { quoteChanges, told } from './stream-walk.ts'

/** A tenant with a quote that was priced so many times, and the cursors of that. */
async function repriced(times: number) {
  const scene = await salesScene()
  const { quoteId } = await scene.priced()
  const again = () => scene.sales.carry('priceQuote', { quoteId })
  for (let time = 1; time < times; time += 1) await again()
  const values = await following(scene.sales.token, quoteChanges, { last: 100 }, (follower) =>
    follower.first(times),
  )

  return { scene, quoteId, again, cursors: values.map(({ cursor }): string => cursor) }
}

/** As the database's owner, in the rows of one tenant. */
async function change(scene: Scene, ...statements: string[]): Promise<void> {
  const database = await scene.database()
  try {
    for (const statement of statements) await database.query(statement, [uuidOf('ten', scene.tenant.id)])
  } finally {
    await database.end()
  }
}

test('M18 what is no longer kept is said, then what is kept follows', async () => {
  const { scene, cursors } = await repriced(4)
  await change(
    scene,
    `update quote.feed_head set trimmed_to = 2 where tenant_id = $1 and feed = 'quote-changes'`,
    `delete from quote.feed_item where tenant_id = $1 and feed = 'quote-changes' and position <= 2`,
  )

  await following(scene.sales.token, quoteChanges, { after: cursors[0] ?? '' }, async (follower) => {
    const values = await follower.first(3)
    expect(told(values)).toEqual(['gap TRIMMED', 'REPRICED 1', 'REPRICED 1'])
    expect(values.slice(1).map(({ cursor }) => cursor)).toEqual(cursors.slice(2))
    const resumed = await following(
      scene.sales.token,
      quoteChanges,
      { after: values[0]?.['cursor'] },
      (next) => next.first(2),
    )
    expect(resumed).toEqual(values.slice(1))
  })
  await following(scene.sales.token, quoteChanges, { after: cursors[1] ?? '' }, async (follower) => {
    expect(told(await follower.first(2))).toEqual(['REPRICED 1', 'REPRICED 1'])
  })
})

test('M18 a feed that was begun anew is said, then what it has', async () => {
  const { scene, again, cursors } = await repriced(2)
  await change(
    scene,
    `delete from quote.feed_item where tenant_id = $1 and feed = 'quote-changes'`,
    `delete from quote.feed_head where tenant_id = $1 and feed = 'quote-changes'`,
  )
  await again()

  await following(scene.sales.token, quoteChanges, { after: cursors[1] ?? '' }, async (follower) => {
    expect(told(await follower.first(2))).toEqual(['gap NEW_EPOCH', 'REPRICED 1'])
    expect(follower.seen()).toHaveLength(2)
  })
})

test('M18 a cursor of another filter, another person’s own quotes, another tenant or nobody is one gap, then it goes on', async () => {
  const { scene, quoteId, again, cursors } = await repriced(2)
  const elsewhere = await repriced(1)
  const partner = await scene.tenant.as('partner')
  const ownOfSales = await following(
    scene.sales.token,
    quoteChanges,
    { filter: { mine: true }, last: 1 },
    async (follower) => (await follower.first(1))[0]?.['cursor'] as string,
  )
  const cases = [
    [scene.sales.token, { quoteId }, cursors[0], 'gap OTHER_FILTER'],
    [scene.sales.token, { change: ['REPRICED'] }, cursors[0], 'gap OTHER_FILTER'],
    [scene.sales.token, { mine: true }, cursors[0], 'gap OTHER_FILTER'],
    [partner.token, { mine: true }, ownOfSales, 'gap OTHER_FILTER'],
    [scene.sales.token, undefined, elsewhere.cursors[0], 'gap FORGED'],
    [scene.sales.token, undefined, `${cursors[0]}A`, 'gap FORGED'],
    [scene.sales.token, undefined, 'bm90IGEgY3Vyc29y', 'gap FORGED'],
  ] as const

  for (const [token, filter, after, gap] of cases)
    await following(
      token,
      quoteChanges,
      { ...(filter && { filter }), after: after ?? '' },
      async (follower) => {
        const [said] = await follower.first(1)
        expect(told(follower.seen())).toEqual([gap])
        if (token === partner.token) return
        await again()
        const values = await follower.first(2)
        expect(told(values)).toEqual([gap, 'REPRICED 1'])
        const resumed = { ...(filter && { filter }), after: said?.['cursor'] }
        await following(token, quoteChanges, resumed, async (next) => {
          expect(await next.first(1)).toEqual(values.slice(1))
        })
      },
    )
})
