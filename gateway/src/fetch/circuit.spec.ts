import { beforeEach, describe, expect, test } from '@jest/globals'
import { circuit, type CircuitState, type Verdict } from './circuit.ts'

let now: number
let states: CircuitState[]
let tested: ReturnType<typeof circuit>

const settings = { share: 0.5, least: 4, window: 10_000, pause: 1_000, probes: 1 }

beforeEach(() => {
  now = 0
  states = []
  tested = circuit(
    settings,
    (state) => states.push(state),
    () => now,
  )
})

const goes = (...verdicts: Verdict[]): boolean[] =>
  verdicts.map((verdict) => {
    const passed = tested.enter()
    passed?.(verdict)
    return passed !== undefined
  })

describe('a closed circuit', () => {
  test('stays closed below the least number of calls', () => {
    goes('ill', 'ill', 'ill')
    expect(states).toEqual(['closed'])
  })

  test('opens when the share is reached', () => {
    goes('well', 'well', 'ill', 'ill')
    expect(states).toEqual(['closed', 'open'])
  })

  test('stays closed below the share', () => {
    goes('well', 'well', 'well', 'ill', 'ill', 'well', 'well', 'ill')
    expect(states).toEqual(['closed'])
  })

  test('does not count what says nothing of the subgraph', () => {
    goes('unknown', 'unknown', 'unknown', 'ill', 'ill', 'ill')
    expect(states).toEqual(['closed'])
    goes('ill')
    expect(states).toEqual(['closed', 'open'])
  })

  test('forgets what is older than the window', () => {
    goes('ill', 'ill', 'ill')
    now = 11_000
    goes('ill')
    expect(states).toEqual(['closed'])
  })
})

describe('an open circuit', () => {
  beforeEach(() => void goes('ill', 'ill', 'ill', 'ill'))

  test('lets nobody through during its pause', () => {
    now = 999
    expect(goes('well', 'well')).toEqual([false, false])
  })

  test('lets one try after it', () => {
    now = 1_000
    const first = tested.enter()
    expect(first).toBeDefined()
    expect(tested.enter()).toBeUndefined()
    expect(states).toEqual(['closed', 'open', 'half-open'])
  })

  test('closes when that one was answered, and starts counting anew', () => {
    now = 1_000
    expect(goes('well', 'ill', 'ill', 'ill')).toEqual([true, true, true, true])
    expect(states).toEqual(['closed', 'open', 'half-open', 'closed'])
  })

  test('opens for another pause when it was not', () => {
    now = 1_000
    expect(goes('ill', 'well')).toEqual([true, false])
    now = 1_999
    expect(goes('well')).toEqual([false])
    now = 2_000
    expect(goes('well')).toEqual([true])
    expect(states).toEqual(['closed', 'open', 'half-open', 'open', 'half-open', 'closed'])
  })

  test('lets the next one try when the first found out nothing', () => {
    now = 1_000
    expect(goes('unknown', 'unknown', 'well')).toEqual([true, true, true])
    expect(states).toEqual(['closed', 'open', 'half-open', 'closed'])
  })
})

test('a call that left before the circuit opened neither closes it nor keeps it open', () => {
  const early = tested.enter()
  const another = tested.enter()
  goes('ill', 'ill', 'ill', 'ill')
  now = 1_000
  const probe = tested.enter()
  early?.('well')
  expect(states.at(-1)).toBe('half-open')
  another?.('ill')
  expect(states.at(-1)).toBe('half-open')
  probe?.('well')
  expect(states.at(-1)).toBe('closed')
})
