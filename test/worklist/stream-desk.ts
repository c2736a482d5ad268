import { randomUUID } from 'node:crypto'
import { closeWorkItem } from '@pactwork/worklist/commands/close-work-item'
import { openWorkItem } from '@pactwork/worklist/commands/open-work-item'
import { newId, uuidOf } from '@pactwork/kernel/ids'
import pg from 'pg'
import type { Data } from '../stack/graph-client.ts'
import { ensureTenant, personaToken } from '../stack/tenants.ts'
import { testStack } from '../support/test-stack.ts'
import { worklistContext } from '../workflow/worklist-context.ts'
import type { Stream } from '../quote/stream-follower.ts'

/** Worklist changes with what a desk shows of them. */
export const worklistChanges: Stream = {
  field: 'worklistChanges',
  document: `subscription ($filter: WorklistChangeFilter, $after: Cursor, $last: Int) {
    worklistChanges(filter: $filter, after: $after, last: $last) {
      __typename
      ... on WorkItemChange {
        change kind about queue formerQueue claimedBy { id } formerlyClaimedBy { id } outcome occurredAt correlationId
        cursor item { id }
      }
      ... on FeedGap { reason cursor }
    }
  }`,
}

/** What came, in short. */
export const told = (values: readonly Data[]): string[] =>
  values.map((value) =>
    value['__typename'] === 'FeedGap' ? `gap ${value['reason']}` : `${value['change']} ${value['queue']}`,
  )

const clerk = {
  slug: 'clerk',
  displayName: 'Clara, clerk',
  roles: ['SALES_REP'],
  groups: ['approvers', 'late-shift'],
}

export type Desk = Awaited<ReturnType<typeof desk>>

/** A tenant of its own with work items that nothing but a test opens and ends. The clerk only has groups. */
export async function desk() {
  const { urls, env } = await testStack()
  const endpoints = {
    gateway: urls['gateway'] ?? '',
    subgraphs: urls['subgraphs'] ?? '',
    keysDir: env['PACTWORK_KEYS_DIR'] ?? '',
  }
  const tenant = await ensureTenant(endpoints, {
    slug: `w-${randomUUID().slice(0, 8)}`,
    name: 'Desk',
    more: [clerk],
  })
  const worklist = await worklistContext(tenant.id)
  const [approver, operations] = await Promise.all([tenant.as('approver'), tenant.as('operations')])

  return {
    tenant,
    approver,
    operations,
    tokenOf: (persona: string) => personaToken(endpoints, tenant.slug, persona),
    /** Somebody of the queue has something to do. */
    async opened(queue: string, kind: 'APPROVAL' | 'FALLOUT' = 'APPROVAL') {
      const subjectId = newId(kind === 'APPROVAL' ? 'apr' : 'fal')
      const about = newId(kind === 'APPROVAL' ? 'quo' : 'ord')
      const result = await worklist.run('consumer', openWorkItem, {
        kind,
        subjectId,
        queue,
        about,
        dueAt: null,
      })

      return { workItemId: String(result['workItemId']), kind, subjectId, about }
    },
    /** The owner of its subject has decided, or there is nothing to decide any more. */
    ended: (
      { kind, subjectId }: { kind: string; subjectId: string },
      as: 'DONE' | 'CANCELLED',
      because: string,
    ) => worklist.run('consumer', closeWorkItem, { kind, subjectId, as, because }),
    /** As the database's owner, in the rows of the tenant. */
    async change(...statements: string[]): Promise<void> {
      const client = new pg.Client({ connectionString: env['PACTWORK_DATABASE_URL'] })
      await client.connect()
      try {
        for (const statement of statements) await client.query(statement, [uuidOf('ten', tenant.id)])
      } finally {
        await client.end()
      }
    },
    close: () => worklist.close(),
  }
}
