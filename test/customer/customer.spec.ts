import { beforeAll, describe, expect, test } from '@jest/globals'
import { newId } from '@pactwork/kernel/ids'
import pg from 'pg'
import type { GraphClient } from '../stack/graph-client.ts'
import type { Tenant } from '../stack/tenants.ts'
import { askSubgraph } from '../support/graph.ts'
import { newTenant } from '../support/tenant.ts'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'

let tenant: Tenant
let sales: GraphClient
let admin: GraphClient

beforeAll(async () => {
  tenant = await newTenant('customer')
  sales = await tenant.as('sales')
  admin = await tenant.as('admin')
})

const create = async (name = 'Hafenkontor'): Promise<{ id: string; number: string }> =>
  (await sales.carry('createCustomer', { name, segment: 'BUSINESS' }, { fields: 'customer { id number }' }))[
    'customer'
  ]

const address = { line: 'Kai 3', postalCode: '20457', city: 'Hamburg', country: 'DE' }
const addSite = async (customerId: string): Promise<string> =>
  (await sales.carry('addSite', { customerId, address, verified: true }, { fields: 'site { id }' }))['site']
    .id

const snapshot = async (customerId: string, of = tenant) =>
  (
    await askSubgraph(
      'port',
      of.id,
      'customer',
      'query ($id: ID!) { customerSnapshot(customerId: $id) { version status segment snapshotHash takenAt sites { id verified } } }',
      { id: customerId },
    )
  ).data['customerSnapshot']

describe('a customer', () => {
  test('has a number of its own, however many are created at once', async () => {
    const customers = await Promise.all(Array.from({ length: 20 }, () => create()))

    expect(new Set(customers.map(({ number }) => number)).size).toBe(20)
    expect(customers[0]?.number).toMatch(/^C-\d{6}$/)
  })

  test('API-01 is suspended, reinstated and closed by intents of their own', async () => {
    const { id: customerId } = await create()
    const status = async (command: string) =>
      (await admin.carry(command, { customerId, reason: 'asked for' }, { fields: 'customer { status }' }))[
        'customer'
      ].status

    expect(await status('suspendCustomer')).toBe('SUSPENDED')
    expect(await status('reinstateCustomer')).toBe('ACTIVE')
    expect(await status('closeCustomer')).toBe('CLOSED')
    expect(await admin.run('reinstateCustomer', { customerId, reason: 'sorry' })).toMatchObject({
      code: 'CUSTOMER_STATUS_NOT_ALLOWED',
    })
    expect(await sales.run('addSite', { customerId, address })).toMatchObject({ code: 'CUSTOMER_CLOSED' })
  })

  test('that changed meanwhile is not changed on old sight', async () => {
    const { id: customerId } = await create()
    await addSite(customerId)

    expect(await sales.run('addSite', { customerId, address, expectedVersion: 1 })).toMatchObject({
      code: 'VERSION_MISMATCH',
    })
  })

  test('is found by the beginning of its number and of its name, page by page', async () => {
    const own = await newTenant('pages')
    const rep = await own.as('sales')
    for (const name of ['Alster', 'Alsterdorf', 'Bille'])
      await rep.carry('createCustomer', { name, segment: 'PUBLIC' })
    const query = `query ($filter: CustomerFilter, $after: Cursor) {
      customers(first: 1, after: $after, filter: $filter) { nodes { name number } pageInfo { hasNextPage endCursor } } }`
    const first = (await rep.data(query, { filter: { namePrefix: 'Alster' } }))['customers']
    const second = (
      await rep.data(query, { filter: { namePrefix: 'Alster' }, after: first.pageInfo.endCursor })
    )['customers']

    expect([first.nodes[0].name, second.nodes[0].name]).toEqual(['Alster', 'Alsterdorf'])
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false])
    expect((await rep.data(query, { filter: { numberPrefix: 'C-000003' } }))['customers'].nodes).toEqual([
      { name: 'Bille', number: 'C-000003' },
    ])
  })
})

describe('SEC-01e who may act for a customer', () => {
  const seen = `query ($mine: ID!, $theirs: ID!) {
    mine: customer(id: $mine) { name } theirs: customer(id: $theirs) { name } customers { nodes { id } } }`

  test('sees that customer and no other, with its sites', async () => {
    const customer = await tenant.as('customer')
    const userId = (await customer.data('{ me { id } }'))['me'].id
    const [mine, theirs] = [await create('Mine'), await create('Theirs')]
    await admin.carry('grantCustomerAuthority', { customerId: mine.id, userId })

    const view = await until('the authority', async () => {
      const data = await customer.data(seen, { mine: mine.id, theirs: theirs.id })
      return data['mine'] && data
    })
    expect(view).toEqual({ mine: { name: 'Mine' }, theirs: null, customers: { nodes: [{ id: mine.id }] } })
    expect(await sales.data(seen, { mine: mine.id, theirs: theirs.id })).toMatchObject({
      theirs: { name: 'Theirs' },
    })

    await admin.carry('withdrawCustomerAuthority', { customerId: mine.id, userId, reason: 'left' })
    await until(
      'the withdrawal',
      async () => (await customer.data(seen, { mine: mine.id, theirs: theirs.id }))['mine'] === null,
    )
  })

  test('is a user of the same tenant', async () => {
    const stranger = (await (await (await newTenant('strangers')).as('customer')).data('{ me { id } }'))['me']
      .id
    const { id: customerId } = await create()

    expect(await admin.run('grantCustomerAuthority', { customerId, userId: stranger })).toMatchObject({
      code: 'USER_UNKNOWN',
    })
  })

  test('SEC-09 nobody of another tenant sees or changes the customer', async () => {
    const { id: customerId } = await create()
    const stranger = await (await newTenant('strangers')).as('sales')

    expect(
      await stranger.data('query ($id: ID!) { customer(id: $id) { name } }', { id: customerId }),
    ).toEqual({ customer: null })
    expect(await stranger.run('addSite', { customerId, address })).toMatchObject({ code: 'NOT_FOUND' })
    expect(await sales.data('query ($id: ID!) { customer(id: $id) { name } }', { id: customerId })).toEqual({
      customer: { name: 'Hafenkontor' },
    })
  })

  test('is told to other contexts, by user and by customer, until it is withdrawn or the customer closed', async () => {
    const users = await Promise.all(
      (['customer', 'approver'] as const).map(
        async (persona) => (await (await tenant.as(persona)).data('{ me { id } }'))['me'].id as string,
      ),
    )
    const [first = '', second = ''] = users
    const [one, other] = [await create('One'), await create('Other')]
    const port = async (query: string, variables: Record<string, string>, of = tenant.id) =>
      (await askSubgraph('port', of, 'customer', query, variables)).data as Record<string, string[]>
    const actingFor = async ({ id }: { id: string }, of = tenant.id) =>
      (await port('query ($id: ID!) { usersActingFor(customerId: $id) }', { id }, of))['usersActingFor']
    const customersOf = async (id: string, of = tenant.id) =>
      (await port('query ($id: ID!) { customerAuthority(userId: $id) }', { id }, of))['customerAuthority']
    const grant = (customerId: string, userId: string) =>
      admin.carry('grantCustomerAuthority', { customerId, userId })

    expect(await actingFor(one)).toEqual([])
    await grant(one.id, first)
    await grant(one.id, second)
    await grant(other.id, second)
    expect(await actingFor(one)).toEqual(users.toSorted())
    expect(await actingFor(other)).toEqual([second])
    expect(await customersOf(second)).toEqual([one.id, other.id].toSorted())
    const { id: stranger } = await newTenant('strangers')
    expect([await actingFor(one, stranger), await customersOf(second, stranger)]).toEqual([[], []])

    await admin.carry('withdrawCustomerAuthority', { customerId: one.id, userId: first, reason: 'left' })
    expect(await actingFor(one)).toEqual([second])
    expect(await customersOf(first)).not.toContain(one.id)

    await admin.carry('suspendCustomer', { customerId: one.id, reason: 'unpaid' })
    expect(await actingFor(one)).toEqual([second])
    await admin.carry('closeCustomer', { customerId: one.id, reason: 'gone' })
    expect(await actingFor(one)).toEqual([])
    expect(await customersOf(second)).toEqual([other.id])
    expect(await actingFor({ id: newId('cus') })).toEqual([])
  })

  test('is told to no client', async () => {
    const { id } = await create()
    const query = 'query ($id: ID!) { usersActingFor(customerId: $id) }'

    expect((await admin.ask(query, { id })).errors).toMatchObject([
      { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ])
    expect((await askSubgraph('gateway', tenant.id, 'customer', query, { id })).errors).toMatchObject([
      { extensions: { code: 'UNAUTHENTICATED' } },
    ])
  })

  test('is decided by administrators', async () => {
    const { id: customerId } = await create()
    const userId = (await sales.data('{ me { id } }'))['me'].id
    const answer = await sales.ask(
      'mutation ($input: GrantCustomerAuthorityInput!) { grantCustomerAuthority(input: $input, idempotencyKey: "k") { __typename } }',
      { input: { customerId, userId } },
    )

    expect(answer.errors).toMatchObject([{ extensions: { code: 'DENIED' } }])
  })
})

describe('QUO-10 the snapshot that other contexts rest on', () => {
  test('changes its hash with the facts, not with the authority to act', async () => {
    const customer = await tenant.as('customer')
    const userId = (await customer.data('{ me { id } }'))['me'].id
    const { id: customerId } = await create()
    const siteId = await addSite(customerId)
    const before = await snapshot(customerId)
    await admin.carry('grantCustomerAuthority', { customerId, userId })
    const entitled = await snapshot(customerId)
    await admin.carry('suspendCustomer', { customerId, reason: 'unpaid' })
    const suspended = await snapshot(customerId)

    expect(before).toMatchObject({
      version: 2,
      status: 'ACTIVE',
      segment: 'BUSINESS',
      sites: [{ id: siteId, verified: true }],
    })
    expect(entitled).toMatchObject({ version: 3, snapshotHash: before.snapshotHash })
    expect(suspended).toMatchObject({ version: 4, status: 'SUSPENDED' })
    expect(suspended.snapshotHash).not.toBe(before.snapshotHash)
  })

  test('is not given to another tenant', async () => {
    const { id: customerId } = await create()

    expect(await snapshot(customerId, await newTenant('strangers'))).toBeNull()
  })
})

test('SEC-08 names and addresses stand in one table, in no event, audit entry or stored answer', async () => {
  const name = `Zwischenahner Kontor ${Date.now()}`
  const { id: customerId, number } = await create(name)
  await addSite(customerId)

  const { env } = await testStack()
  const client = new pg.Client({ connectionString: env['PACTWORK_DATABASE_URL'] })
  await client.connect()
  try {
    const holding = async (text: string): Promise<string[]> => {
      const tables = [
        'outbox_event',
        'audit_entry',
        'idempotency_record',
        'customer',
        'site',
        'personal_detail',
      ]
      const holders: string[] = []
      for (const table of tables) {
        const like = `select 1 from customer.${table} t where t::text like '%' || $1 || '%' limit 1`
        if ((await client.query(like, [text])).rowCount) holders.push(table)
      }
      return holders
    }

    expect(await holding(name)).toEqual(['personal_detail'])
    expect(await holding(number)).toContain('outbox_event')
  } finally {
    await client.end()
  }
})
