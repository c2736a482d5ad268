import { openDatabase, type UnitOfWork } from '@pactwork/kernel/database'
import { newId } from '@pactwork/kernel/ids'
import { newUuid } from '@pactwork/kernel/uuid'
import { falloutChangeFeed } from '@pactwork/order/fallout/fallout-change-feed'
import { orderMilestoneFeed } from '@pactwork/order/milestones/milestone-feed'
import { testStack } from '../support/test-stack.ts'

/** The feeds of the order context as its own processes write them, for a tenant of a test. */
export async function feedDatabase(tenantId: string, customerId: string = newId('cus')) {
  const { env } = await testStack()
  const url = env['PACTWORK_ORDER_DATABASE_URL'] ?? ''
  const database = openDatabase({ url, name: 'test-order-feeds', max: 4 })
  const orderId = newId('ord')
  const rowOf = (position: number, about = { orderId, customerId }) => ({
    sourceEventId: newUuid(),
    correlationId: `cause of ${position}`,
    subject: about.orderId,
    customerId: about.customerId,
    occurredAt: new Date(),
    payload: { orderId: about.orderId, orderNumber: 'O-1', milestone: 'ORDER_CAPTURED', position },
  })
  const ageingOf = (standingMinutes: number) => ({
    sourceEventId: newUuid(),
    correlationId: `cause of ${standingMinutes}`,
    subject: newId('fal'),
    customerId,
    queue: 'inventory-operations',
    occurredAt: new Date(),
    payload: {
      caseId: newId('fal'),
      orderId,
      change: 'AGEING' as const,
      queue: 'inventory-operations',
      severity: 'BLOCKER',
      reason: 'EXTERNAL_REJECTION',
      assigneeId: null,
      standingMinutes,
      resolution: null,
    },
  })
  const write = (work: (uow: UnitOfWork) => Promise<void>): Promise<void> =>
    database.write({ tenantId }, work)

  return {
    orderId,
    customerId,
    rowOf,
    write,
    /** Appends milestones with these numbers in one transaction. */
    append: (...positions: number[]) =>
      write(async (uow) =>
        orderMilestoneFeed.append(
          uow,
          positions.map((position) => rowOf(position)),
        ),
      ),
    /** Appends that cases have stood for so many minutes, in one transaction. */
    age: (...minutes: number[]) =>
      write(async (uow) =>
        falloutChangeFeed.append(
          uow,
          minutes.map((standing) => ageingOf(standing)),
        ),
      ),
    close: () => database.close(),
  }
}

export type FeedDatabase = Awaited<ReturnType<typeof feedDatabase>>
