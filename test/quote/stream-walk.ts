import type { Data } from '../stack/graph-client.ts'
import { uuidOf } from '@pactwork/kernel/ids'
import { until } from '../support/until.ts'
import type { Scene } from './scene.ts'
import type { Stream } from './stream-follower.ts'

/** Quote changes with what a list of them shows. */
export const quoteChanges: Stream = {
  field: 'quoteChanges',
  document: `subscription ($filter: QuoteChangeFilter, $after: Cursor, $last: Int) {
    quoteChanges(filter: $filter, after: $after, last: $last) {
      __typename
      ... on QuoteChange {
        change number revision reasons { fact was is } validUntil occurredAt correlationId cursor quote { id }
      }
      ... on FeedGap { reason cursor }
    }
  }`,
}

/** What came, in short. */
export const told = (values: readonly Data[]): string[] =>
  values.map((value) =>
    value['__typename'] === 'FeedGap' ? `gap ${value['reason']}` : `${value['change']} ${value['revision']}`,
  )

/** All prices of the catalog are other ones. */
export const dearer = (text: string, path: string): string =>
  path.includes('price')
    ? text.replaceAll(/"value": (\d+)/g, (_, digits) => `"value": ${Number(digits) + 1}`)
    : text

/** Another day of business, known where the quote is. */
export async function businessDayIs(scene: Scene, businessDate: string): Promise<void> {
  const admin = await scene.tenant.as('admin')
  await admin.carry('setBusinessDate', { businessDate, reason: 'Time goes by.' })
}

export const daysAfter = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)

/** Lets the time pass that due work of a kind would wait, until something is so. */
export async function timePasses(
  scene: Scene,
  kind: string,
  what: string,
  isSo: () => Promise<boolean>,
): Promise<void> {
  const database = await scene.database()
  try {
    await until(
      what,
      async () => {
        await database.query(
          'update quote.due_work set due_at = now() where tenant_id = $1 and kind = $2 and due_at > now()',
          [uuidOf('ten', scene.tenant.id), kind],
        )
        return isSo()
      },
      { within: 60_000, every: 250 },
    )
  } finally {
    await database.end()
  }
}

/** The approver decides on what waits for a decision. */
export async function decide(
  scene: Scene,
  command: 'approveQuote' | 'rejectQuote',
  quoteId: string,
  revision: number,
): Promise<void> {
  const approver = await scene.tenant.as('approver')
  const approvalId = await until(
    `revision ${revision} to wait for a decision`,
    async () => {
      const { quote } = await approver.data(
        'query ($id: ID!) { quote(id: $id) { approvalRequests { id revision state } } }',
        { id: quoteId },
      )
      const requests: Data[] = quote.approvalRequests
      return requests.find((one) => one['revision'] === revision && one['state'] === 'PENDING')?.['id']
    },
    { within: 60_000 },
  )
  await approver.carry(command, { approvalId, reason: 'As it should be.' })
}
