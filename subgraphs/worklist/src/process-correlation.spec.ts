import { describe, expect, test } from '@jest/globals'
import { given } from '@pactwork/kernel/testing'
import {
  bind,
  evolve,
  observe,
  processTransitions,
  recordIncident,
  recordStarted,
  recordStartUnknown,
  requestProcess,
  resolveIncident,
  supersede,
  type ProcessCorrelation,
  type ProcessState,
} from './process-correlation.ts'

const at = new Date('2026-03-01T10:00:00Z')
const request = {
  processKey: 'fulfillment-reserve',
  domainType: 'FULFILLMENT_ITEM',
  domainId: 'itm_1',
  businessKey: 'fulfillment-reserve:ten_1:itm_1',
  causeId: 'event-1',
  variables: { itemId: 'itm_1', attempt: 1 },
}
const process = (over: Partial<ProcessCorrelation> = {}): ProcessCorrelation => ({
  ...request,
  id: 'cor_1',
  version: 1,
  state: 'STARTING',
  processInstanceId: null,
  incident: null,
  requestedAt: at,
  changedAt: at,
  ...over,
})
const states = Object.keys(processTransitions) as ProcessState[]
const after = (
  state: ProcessCorrelation,
  decide: (state: ProcessCorrelation) => ReturnType<typeof observe>,
) => {
  const decision = decide(state)
  if (decision.kind === 'rejected') return state

  return decision.events.reduce<ProcessCorrelation>(
    (current, event) => evolve(current, event, { id: state.id, version: current.version + 1, at }),
    state,
  )
}

describe('starting a process', () => {
  test('is recorded as STARTING before the engine hears of it', () => {
    const decision = requestProcess(undefined, request)
    const [event] = decision.kind === 'accepted' ? decision.events : []

    expect(event && evolve(undefined, event, { id: 'cor_1', version: 1, at })).toEqual(process())
  })

  test('the answer of the engine names the instance', () => {
    expect(after(process(), (state) => recordStarted(state, 'a'))).toMatchObject({
      state: 'STARTED',
      processInstanceId: 'a',
    })
  })

  test('an answer that comes after the instance has bound changes nothing', () => {
    given(process({ state: 'RUNNING', processInstanceId: 'a' }))
      .when(recordStarted, 'b')
      .then()
  })

  test('no answer leaves it UNKNOWN, which is only left by asking', () => {
    given(process()).when(recordStartUnknown).then({ type: 'ProcessStartUnknown' })
    given(process({ state: 'STARTED', processInstanceId: 'a' }))
      .when(recordStartUnknown)
      .then()
  })
})

describe('binding', () => {
  test.each(['STARTING', 'UNKNOWN', 'STARTED'] as const)(
    'WFL-12 the first instance wins from %s',
    (state) => {
      given(process({ state })).when(bind, 'b').then({ type: 'ProcessBound', processInstanceId: 'b' })
    },
  )

  test('WFL-12 any other instance is refused, the same one may ask again', () => {
    const bound = process({ state: 'RUNNING', processInstanceId: 'a' })

    given(bound).when(bind, 'b').rejects('PROCESS_ALREADY_BOUND')
    given(bound).when(bind, 'a').then()
  })

  test.each(['COMPLETED', 'CANCELLED'] as const)('an instance of a %s process is refused', (state) => {
    given(process({ state })).when(bind, 'a').rejects('PROCESS_NOT_ACTIVE', { state })
  })
})

describe('following the engine', () => {
  test.each(['COMPLETED', 'TERMINATED', 'SUSPENDED'] as const)(
    'WFL-12 an instance that lost the binding and was seen %s says nothing of the one that won',
    (observation) => {
      const bound = after(process({ state: 'STARTED', processInstanceId: 'a' }), (state) => bind(state, 'b'))

      given(bound).when(observe, { processInstanceId: 'a', observation }).then()
    },
  )

  test.each(states)('ORD-12 %s moves only where the table lets it', (state) => {
    const before = process({ state, processInstanceId: 'a' })
    const reached = [
      ...(['ACTIVE', 'SUSPENDED', 'COMPLETED', 'TERMINATED'] as const).map((seen) =>
        after(before, (current) => observe(current, { processInstanceId: 'a', observation: seen })),
      ),
      after(before, (current) => recordStarted(current, 'a')),
      after(before, recordStartUnknown),
      after(before, (current) => bind(current, 'a')),
      after(before, supersede),
    ].map((process) => process.state)

    expect([state, ...processTransitions[state]]).toEqual(expect.arrayContaining(reached))
    for (const next of processTransitions[state]) expect(reached).toContain(next)
  })
})

describe('incidents', () => {
  const running = process({ state: 'RUNNING', processInstanceId: 'a' })
  const seen = { processInstanceId: 'a', class: 'TECHNICAL_RETRY' as const, key: 'i-1', step: 'check' }

  test('WFL-05 an incident is recorded once with its class', () => {
    given(running).when(recordIncident, seen).then({ type: 'ProcessIncidentRecorded', retried: 0 })
    given(after(running, (state) => recordIncident(state, seen)))
      .when(recordIncident, seen)
      .then()
  })

  test('the same step failing again counts as a retry, another step does not', () => {
    const once = after(running, (state) => recordIncident(state, seen))

    given(once)
      .when(recordIncident, { ...seen, key: 'i-2' })
      .then({ retried: 1 })
    given(once)
      .when(recordIncident, { ...seen, key: 'i-3', step: 'bind' })
      .then({ retried: 0 })
  })

  test('it is resolved when the engine shows none any more', () => {
    const stuck = after(running, (state) => recordIncident(state, seen))

    expect(after(stuck, resolveIncident).incident).toBeNull()
    given(running).when(resolveIncident).then()
  })

  test('a process that has ended has none', () => {
    given(process({ state: 'COMPLETED' }))
      .when(recordIncident, seen)
      .rejects('PROCESS_NOT_ACTIVE')
  })

  test('WFL-12 one of an instance that lost the binding says nothing of the one that won', () => {
    given(running)
      .when(recordIncident, { ...seen, processInstanceId: 'b' })
      .rejects('PROCESS_ALREADY_BOUND')
  })
})
