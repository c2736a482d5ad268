import { describe, expect, test } from '@jest/globals'
import { everyoneIn, everyoneWith, user, wordsOf } from '@pactwork/contracts/audience'
import { thoseActingForItsCustomer, thoseNamed } from './audience.ts'
import type { FeedItem } from './feed.ts'
import type { Reading } from './graph-context.ts'
import { newId } from './ids.ts'

/** A reader whose customers, and the users of whose customers, a test says. */
function reading(customers: readonly string[] = []) {
  const told = { users: ['usr_1'], time: 1_000, asked: [] as unknown[], isAway: false }
  const reader: Reading = {
    actor: {
      kind: 'user',
      id: 'usr_1',
      tenantId: newId('ten'),
      roles: [],
      groups: ['desk'],
      permissions: new Set(['order:read']),
      clientId: 'tests',
    },
    ports: {
      async query(_context, _document, variables, shape) {
        told.asked.push(variables['customerId'])
        if (told.isAway) throw new Error('It is away.')
        return shape.parse({ usersActingFor: told.users })
      },
      mutate: () => Promise.reject(new Error('Nothing is changed.')),
      customerAuthority: async () => new Set(customers),
      presentActor: async () => reader.actor,
    },
    now: () => new Date(told.time),
    businessDate: () => '2026-01-01',
    authority: async () => new Set(customers),
    read: () => Promise.reject(new Error('Nothing is read.')),
    load: async () => null,
  }

  return { told, reader }
}
const item = (customerId: string | null, at = 0): FeedItem<unknown> => ({
  kind: 'item',
  cursor: 'c',
  place: { epoch: 'e', position: 1 },
  position: 1,
  sourceEventId: 'e',
  correlationId: 'c',
  subject: 's',
  customerId,
  queue: null,
  occurredAt: new Date(at),
  payload: {},
})
const { includes, words } = thoseActingForItsCustomer

describe('those who act for the customer of an item', () => {
  test('are its users, and everybody who may act for any, alone of an item of no customer', async () => {
    const { reader, told } = reading(['cus_1'])
    expect(await words(item('cus_1'), reader)).toEqual(['permission:customer:any', 'user:usr_1'])
    expect(await words(item(null), reader)).toEqual(['permission:customer:any'])
    expect(told.asked).toEqual(['cus_1'])

    expect(await includes(item('cus_1'), reader)).toBe(true)
    expect(await includes(item('cus_2'), reader)).toBe(false)
    expect(await includes(item(null), reader)).toBe(false)
  })

  test('are asked for once about all that happened before that, for each customer and tenant', async () => {
    const [{ reader, told }, other] = [reading(), reading()]
    for (const at of [1, 2, 999]) await words(item('cus_1', at), reader)
    await words(item('cus_2', 3), reader)
    await words(item('cus_1', 3), other.reader)

    expect([told.asked, other.told.asked]).toEqual([['cus_1', 'cus_2'], ['cus_1']])
  })

  test('are asked for anew about what happened since: somebody may act for it by then', async () => {
    const { reader, told } = reading()
    await words(item('cus_1', 999), reader)
    told.users = ['usr_1', 'usr_2']
    told.time = 1_002

    expect(await words(item('cus_1', 1_000), reader)).toContain('user:usr_2')
    expect(told.asked).toHaveLength(2)
  })

  test('are asked for again when nobody could tell', async () => {
    const { reader, told } = reading()
    told.isAway = true
    await expect(words(item('cus_1'), reader)).rejects.toThrow('It is away.')
    told.isAway = false

    expect(await words(item('cus_1'), reader)).toContain('user:usr_1')
  })
})

test('those who are named are who answers to one of the words', async () => {
  const { reader } = reading()
  const named = (...to: string[]) => thoseNamed(() => to).includes(item(null), reader)
  expect(wordsOf(reader.actor)).toEqual(['user:usr_1', 'group:desk', 'permission:order:read'])

  for (const word of [user('usr_1'), everyoneIn('desk'), everyoneWith('order:read')])
    expect(await named('user:usr_9', word)).toBe(true)
  expect(await named()).toBe(false)
  expect(await named(user('desk'), everyoneIn('usr_1'), everyoneWith('order:capture'))).toBe(false)
  expect(thoseNamed(() => ['group:x']).words(item(null), reader)).toEqual(['group:x'])
})
