import { defineEvents, type EventOf } from '@pactwork/contracts/events/define'
import { aggregate } from '@pactwork/kernel/aggregate'
import { command } from '@pactwork/kernel/command'
import { accept, reject, type Decision } from '@pactwork/kernel/decision'
import { idOf, idSchema, newId, uuidOf } from '@pactwork/kernel/ids'
import { z } from 'zod'

export const counterEvents = defineEvents({
  context: 'probe',
  aggregate: 'Counter',
  topic: 'pactwork.probe.counter.v1',
  events: {
    CounterOpened: { version: 1, description: 'A counter exists.', payload: z.object({ name: z.string() }) },
    CounterRaised: { version: 1, description: 'It counted.', payload: z.object({ by: z.int() }) },
  },
})

export type CounterEvent = EventOf<typeof counterEvents>
type Counter = { id: string; version: number; name: string; total: number }

/** At most 100: enough of a rule to be refused by. */
export const raise = (counter: Counter, by: number): Decision<CounterEvent> =>
  counter.total + by > 100
    ? reject('COUNTER_FULL', { total: counter.total })
    : accept({ type: 'CounterRaised', by })

export const counters = aggregate<Counter, CounterEvent>({
  kind: 'ctr',
  type: 'Counter',
  events: counterEvents,
  evolve(state, event, { id, version }) {
    if (event.type === 'CounterOpened') return { id, version, name: event.name, total: 0 }
    if (!state) throw new TypeError('A counter begins with CounterOpened.')
    return { ...state, version, total: state.total + event.by }
  },
  async load(uow, id) {
    const [row] = await uow.sql<{ id: string; version: number; name: string; total: number }>(
      'select id, version, name, total from counter where tenant_id = $1 and id = $2 for no key update',
      [uow.tenantId, uuidOf('ctr', id)],
    )
    return row && { ...row, id: idOf('ctr', row.id) }
  },
  async save(uow, { id, version, name, total }, before) {
    await uow.sql(
      before
        ? 'update counter set version = $3, name = $4, total = $5 where tenant_id = $1 and id = $2'
        : 'insert into counter (tenant_id, id, version, name, total) values ($1, $2, $3, $4, $5)',
      [uow.tenantId, uuidOf('ctr', id), version, name, total],
    )
  },
})

export const openCounter = command({
  name: 'openCounter',
  permission: 'probe:count',
  machines: ['worker'],
  input: z.object({ name: z.string().min(1) }),
  async handle({ name }, { uow }) {
    const counter = await counters(uow).create(newId('ctr'), accept({ type: 'CounterOpened', name }))
    return { __typename: 'OpenCounterPayload', counter: { id: counter.id }, version: counter.version }
  },
})

export const raiseCounter = command({
  name: 'raiseCounter',
  permission: 'probe:count',
  input: z.object({ counterId: idSchema('ctr'), by: z.int(), expectedVersion: z.int().optional() }),
  async handle({ counterId, by, expectedVersion }, { uow }) {
    const counter = await counters(uow).load(counterId, expectedVersion)
    const raised = await counters(uow).save(counter, raise(counter, by))
    return {
      __typename: 'RaiseCounterPayload',
      counter: { id: raised.id },
      version: raised.version,
      total: raised.total,
    }
  },
})
