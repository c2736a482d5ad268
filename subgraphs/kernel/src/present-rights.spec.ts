import { describe, expect, test } from '@jest/globals'
import { machineActor, userActor, type Actor } from './actor.ts'
import { presentRights } from './present-rights.ts'
import type { SubgraphClient } from './runtime/subgraph-client.ts'

const tenant = 'ten_1'
const agent = (sub: string): Actor =>
  userActor({
    sub,
    jti: 'tok_1',
    tenant,
    roles: ['OPERATIONS_AGENT'],
    groups: ['early', 'late'],
    client_id: 'tests',
    exp: 0,
    iat: 0,
  })

/** `access` as it answers, and a clock. */
function world() {
  const told = {
    users: new Map([['usr_1', { roles: ['OPERATIONS_AGENT'], groups: ['early', 'late'] }]]),
    questions: [] as string[][],
    time: 0,
    away: false,
  }
  const client: SubgraphClient = async (_context, _document, { userIds }, schema) => {
    if (told.away) throw new Error('connection refused')
    const asked = [userIds].flat().map(String)
    told.questions.push(asked)
    const userRights = asked.flatMap((userId) => {
      const rights = told.users.get(userId)
      return rights ? [{ userId, ...rights }] : []
    })

    return schema.parse({ userRights })
  }

  return { told, present: presentRights(client, () => told.time) }
}

describe('the rights of now', () => {
  test('are what the token gave and was not withdrawn since; never more than the token', async () => {
    const { told, present } = world()
    expect(await present(agent('usr_1'))).toEqual(agent('usr_1'))

    told.time += 1_500
    told.users.set('usr_1', { roles: ['OPERATIONS_AGENT', 'TENANT_ADMIN'], groups: ['late'] })
    const fewer = await present(agent('usr_1'))
    expect(fewer.groups).toEqual(['late'])
    expect(fewer.roles).toEqual(['OPERATIONS_AGENT'])

    told.time += 1_500
    told.users.set('usr_1', { roles: [], groups: [] })
    expect((await present(agent('usr_1'))).permissions.size).toBe(0)
  })

  test('are none for whom the tenant has not', async () => {
    const { present } = world()
    const nobody = await present(agent('usr_gone'))

    expect([nobody.roles, nobody.groups, nobody.permissions.size]).toEqual([[], [], 0])
  })

  test('are asked at most every 1.5 s, in one question for all who are watched', async () => {
    const { told, present } = world()
    const all = ['usr_1', 'usr_2', 'usr_3'].map(agent)
    await Promise.all([...all, ...all].map(present))
    await Promise.all(all.map(present))
    expect(told.questions).toEqual([['usr_1', 'usr_2', 'usr_3']])

    told.time += 1_500
    await present(agent('usr_2'))
    await Promise.all(all.map(present))
    expect(told.questions).toHaveLength(2)
    expect(told.questions[1]?.toSorted()).toEqual(['usr_1', 'usr_2', 'usr_3'])
  })

  test('are asked at most 500 at once, and no more for those who are watched no longer', async () => {
    const { told, present } = world()
    await Promise.all(Array.from({ length: 501 }, (_, index) => present(agent(`usr_${index}`))))
    expect(told.questions.map((users) => users.length)).toEqual([500, 1])

    told.time += 10_000
    await present(agent('usr_1'))
    expect(told.questions.at(-1)).toEqual(['usr_1'])
  })

  test('are asked anew for a new token that says more than is known, once', async () => {
    const { told, present } = world()
    told.users.set('usr_1', { roles: ['OPERATIONS_AGENT'], groups: ['early'] })
    const before = agent('usr_1')
    expect((await present(before)).groups).toEqual(['early'])

    told.time += 100
    told.users.set('usr_1', { roles: ['OPERATIONS_AGENT'], groups: ['early', 'late'] })
    expect((await present(before)).groups).toEqual(['early'])
    const after = agent('usr_1')
    expect((await present(after)).groups).toEqual(['early', 'late'])

    told.time += 100
    await Promise.all([before, after, agent('usr_1')].map(present))
    expect(told.questions).toHaveLength(2)
  })

  test('that cannot be asked are nobody’s, until they can', async () => {
    const { told, present } = world()
    await present(agent('usr_1'))
    told.away = true
    expect(await present(agent('usr_1'))).toEqual(agent('usr_1'))

    told.time += 1_500
    await expect(present(agent('usr_1'))).rejects.toThrow('The access service could not be asked')
    told.away = false
    expect(await present(agent('usr_1'))).toEqual(agent('usr_1'))
  })

  test('of a machine are its own', async () => {
    const { told, present } = world()
    const machine = machineActor('port', tenant)

    expect(await present(machine)).toBe(machine)
    expect(told.questions).toEqual([])
  })
})
