import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { command } from '@pactwork/kernel/command'
import { DeadlineExceeded, noDeadline } from '@pactwork/kernel/deadline'
import { graphContext, type GraphContext } from '@pactwork/kernel/graph-context'
import { newId } from '@pactwork/kernel/ids'
import type { Ports } from '@pactwork/kernel/ports'
import { callHeader, callSigner } from '@pactwork/kernel/runtime/call-identity'
import { z } from 'zod'
import { post, type Answer } from '../stack/graph-client.ts'
import { newTenant } from '../support/tenant.ts'
import { testStack } from '../support/test-stack.ts'
import { openCounter } from './probe/counter.ts'
import { probe, type Probe } from './probe/runtime.ts'

let kernel: Probe

beforeAll(async () => {
  kernel = await probe({ max: 1 })
})
afterAll(() => kernel.close())

const within = (milliseconds: number): { deadline: number } => ({
  deadline: performance.now() + milliseconds,
})
/** Longer than any deadline here and shorter than any other bound. */
const sleep = 'select pg_sleep(4)'

describe('a read whose time is over', () => {
  test('does not begin', async () => {
    let begun = false
    const read = kernel.runtime.database.read(kernel.actor(), async () => void (begun = true), within(0))

    await expect(read).rejects.toThrow(DeadlineExceeded)
    expect(begun).toBe(false)
  })

  test('does not begin either when the time ran out while it waited for a connection', async () => {
    const { database } = kernel.runtime
    const busy = database.read(kernel.actor(), (uow) => uow.sql('select pg_sleep(0.5)'))
    let begun = false
    const read = database.read(kernel.actor(), async () => void (begun = true), within(100))

    await expect(read).rejects.toThrow(DeadlineExceeded)
    expect(begun).toBe(false)
    await busy
  })

  test('has its statement cancelled, and the connection serves on without a bound of it', async () => {
    const { database } = kernel.runtime
    const startedAt = performance.now()
    const read = database.read(kernel.actor(), (uow) => uow.sql(sleep), within(200))

    await expect(read).rejects.toThrow(DeadlineExceeded)
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect(await kernel.read(kernel.actor(), 'show statement_timeout')).toEqual([{ statement_timeout: '6s' }])
  })

  test('sends no further statement', async () => {
    let second = false
    const read = kernel.runtime.database.read(
      kernel.actor(),
      async (uow) => {
        await uow.sql('select pg_sleep(0.6)')
        await uow.sql('select pg_sleep(0.6)')
        second = true
        await uow.sql('select 1')
      },
      within(1_000),
    )

    await expect(read).rejects.toThrow(DeadlineExceeded)
    expect(second).toBe(true)
  })

  test('fails as what it is when a statement fails in time', async () => {
    const read = kernel.runtime.database.read(
      kernel.actor(),
      (uow) => uow.sql('select * from nowhere'),
      within(10_000),
    )

    await expect(read).rejects.toThrow(/nowhere/)
  })
})

/** A command that is carried out past every deadline here. */
const openSlowly = command({
  ...openCounter,
  name: 'openSlowly',
  input: z.object({ name: z.string() }),
  async handle(input, handling) {
    await handling.uow.sql('select pg_sleep(1.2)')
    return openCounter.handle(input, handling)
  },
})

const requestOf = (actor: ReturnType<Probe['actor']>, options: { deadline: number }): Promise<GraphContext> =>
  graphContext(
    { ...kernel.runtime, portsFor: () => ({}) as Ports },
    actor,
    { correlationId: randomUUID(), causationId: randomUUID() },
    options,
  )

describe('a command whose time is over', () => {
  test('before it begins leaves nothing, and its key is free', async () => {
    const actor = kernel.actor()
    const late = await requestOf(actor, within(0))
    await expect(late.execute(openCounter, { name: 'late' }, 'key')).rejects.toThrow(DeadlineExceeded)

    for (const table of ['counter', 'idempotency_record', 'audit_entry', 'outbox_event'])
      expect(await kernel.read(actor, `select * from ${table}`)).toEqual([])
    const again = await requestOf(actor, { deadline: noDeadline })
    expect(await again.execute(openCounter, { name: 'again' }, 'key')).toMatchObject({
      __typename: 'OpenCounterPayload',
    })
  })

  test('while it is carried out is carried out, answered and read from, once', async () => {
    const actor = kernel.actor()
    const { deadline } = within(1_000)
    const request = await requestOf(actor, { deadline })
    const answer = await request.execute(openSlowly, { name: 'slow' }, 'key')

    expect(performance.now()).toBeGreaterThan(deadline)
    expect(answer).toMatchObject({ __typename: 'OpenCounterPayload' })
    expect(await request.read((uow) => uow.sql('select name from counter'))).toEqual([{ name: 'slow' }])
    const twin = await requestOf(actor, { deadline: noDeadline })
    expect(await twin.execute(openSlowly, { name: 'slow' }, 'key')).toEqual(answer)
    expect(await kernel.read(actor, 'select id from counter')).toHaveLength(1)
  })
})

describe('a subgraph', () => {
  let subgraphs: string
  let keysDir: string
  let tenantId: string
  let token: string
  beforeAll(async () => {
    const { env } = await testStack()
    subgraphs = env['PACTWORK_SUBGRAPHS_URL'] ?? ''
    keysDir = env['PACTWORK_KEYS_DIR'] ?? ''
    const tenant = await newTenant('deadlines')
    tenantId = tenant.id
    token = (await tenant.as('sales')).token ?? ''
  })

  async function ask(context: string, body: object, left: string | undefined): Promise<Answer> {
    const text = JSON.stringify(body)
    const sign = callSigner('gateway', keysDir)

    return post(`${subgraphs}/${context}/graphql`, text, {
      [callHeader]: await sign(context, text, { correlationId: randomUUID() }, token),
      authorization: `Bearer ${token}`,
      ...(left !== undefined && { 'x-pactwork-deadline': left }),
    })
  }
  const exceeded = [
    expect.objectContaining({
      message: 'The time for an answer is over.',
      extensions: { code: 'DEADLINE_EXCEEDED' },
    }),
  ]

  test('answers a query whose time is over with DEADLINE_EXCEEDED, and others as ever', async () => {
    const body = { query: '{ me { id tenant { id } } }' }

    expect((await ask('access', body, '0')).errors).toEqual(exceeded)
    for (const left of [undefined, '10000', 'never'])
      expect((await ask('access', body, left)).data['me']).toMatchObject({ tenant: { id: tenantId } })
  })

  test('does not begin a mutation whose time is over: its key is free for another', async () => {
    const submit = (quoteId: string) => ({
      query: `mutation { submitQuote(input: { quoteId: "${quoteId}" }, idempotencyKey: "late") {
        __typename ... on CommandRejected { code }
      } }`,
    })
    const late = await ask('quote', submit(newId('quo')), '0')
    expect(late).toMatchObject({ errors: exceeded })
    expect(late.data).toBeFalsy()

    expect((await ask('quote', submit(newId('quo')), '10000')).data['submitQuote']).toEqual({
      __typename: 'CommandRejected',
      code: 'NOT_FOUND',
    })
  })
})
