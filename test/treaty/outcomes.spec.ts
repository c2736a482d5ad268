import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { until } from '../support/until.ts'
import { treatyBench, type Bench } from './bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await treatyBench('outcomes')
})
afterAll(() => bench.close())

describe('a request to an external system', () => {
  test.concurrent('INT-11 is SENT before it leaves, then ACCEPTED and COMPLETED with the system’s reference', async () => {
    const line = bench.newLine()
    await bench.ask(line)
    const done = await bench.reaches(line, 'COMPLETED')

    expect(done).toMatchObject({
      externalReference: expect.stringMatching(/^RES-/),
      attemptCount: 1,
      told: 'ACCEPTED',
    })
    expect(bench.outcomesOf(line)).toEqual(['ACCEPTED'])
    const log = await bench.rows<{ to_status: string; at: Date }>(
      line,
      'select to_status, at from external_handoff_transition order by version',
    )
    expect(log.map((row) => row.to_status)).toEqual(['CREATED', 'SENT', 'ACCEPTED', 'COMPLETED'])
    const [called] = await bench.simulator.journal(line.orderId)
    expect(new Date(called?.at ?? 0).getTime()).toBeGreaterThanOrEqual(log[1]?.at.getTime() ?? Infinity)
  })

  test.concurrent('INT-13 a business rejection is told as ours and never sent again', async () => {
    const line = bench.newLine()
    await bench.simulator.behave({
      behaviour: 'reject',
      reason: 'ERR_771_PORT_OCCUPIED',
      match: { order: line.orderId },
    })
    await bench.ask(line)

    const refused = await bench.reaches(line, 'REJECTED')
    expect(refused).toMatchObject({
      lastErrorClass: 'BUSINESS_REJECTED',
      lastErrorCode: 'RESOURCE_UNAVAILABLE',
    })
    expect(await bench.calls(line, 'request')).toBe(1)
    expect(await bench.effects(line)).toEqual([])
  })

  test.concurrent('INV-11 a timeout after the work is UNKNOWN, asked, found and not sent again', async () => {
    const line = bench.newLine()
    await bench.simulator.behave({ behaviour: 'timeout-after-work', match: { order: line.orderId } })
    await bench.ask(line)

    await bench.reaches(line, 'COMPLETED')
    expect(bench.outcomesOf(line)).toEqual(['UNKNOWN', 'ACCEPTED'])
    expect(await bench.calls(line, 'request')).toBe(1)
    expect(await bench.effects(line)).toHaveLength(1)
    const findings = await bench.rows<{ result: string; last: Date }>(
      line,
      `select result, last_reconciled_at as last from external_observation
       join external_handoff using (tenant_id, handoff_id) where source = 'FINDING'`,
    )
    expect(findings).toEqual([{ result: 'EXTERNAL_SUCCESS', last: expect.any(Date) }])
  })

  test.concurrent('REC-03 a timeout without the work is asked, not found after the settle time, and sent again under the same key', async () => {
    const line = bench.newLine()
    await bench.simulator.behave({
      behaviour: 'timeout-without-work',
      match: { order: line.orderId },
      next: 1,
    })
    const asked = await bench.ask(line)

    const done = await bench.reaches(line, 'COMPLETED')
    expect(done).toMatchObject({ attemptCount: 2, resendCount: 1, key: asked['key'] })
    expect(await bench.effects(line)).toEqual([asked['key']])
    const [unknown, sentAgain] = await bench.rows<{ at: Date }>(
      line,
      `select at from external_handoff_transition where event in ('HandoffOutcomeUnknown', 'HandoffSent') and version > 2
       order by version`,
    )
    expect(sentAgain?.at.getTime()).toBeGreaterThan(unknown?.at.getTime() ?? Infinity)
  })

  test.concurrent('INT-15 past the treaty’s bound it falls out; a person’s retry asks first and keeps the key', async () => {
    const line = bench.newLine()
    await bench.simulator.behave({ behaviour: 'timeout-without-work', match: { order: line.orderId } })
    const first = await bench.ask(line)
    const fallen = await bench.reaches(line, 'FALLOUT')

    expect(fallen).toMatchObject({
      lastErrorCode: 'NOT_FOUND_AFTER_RESENDS',
      attemptCount: 3,
      lastObservation: 'NOT_FOUND',
    })
    await until('the context was told', async () => bench.outcomesOf(line).includes('FALLOUT'))

    await bench.simulator.behave({ behaviour: 'succeed', match: { order: line.orderId } })
    const asksBefore = await bench.calls(line, 'ask')
    const again = await bench.ask(line, { attempt: 2 })
    const done = await bench.reaches(line, 'COMPLETED')

    expect(again['key']).toBe(first['key'])
    expect(done).toMatchObject({ attempt: 1, askedAttempt: 2 })
    expect(await bench.calls(line, 'ask')).toBeGreaterThan(asksBefore)
    expect(await bench.effects(line)).toEqual([first['key']])
  })

  test.concurrent('CNF-11 after a rejection a new attempt has a new key', async () => {
    const line = bench.newLine()
    await bench.simulator.behave({ behaviour: 'reject', match: { order: line.orderId }, next: 1 })
    const first = await bench.ask(line)
    await bench.reaches(line, 'REJECTED')
    const second = await bench.ask(line, { attempt: 2 })

    await bench.reaches(line, 'COMPLETED')
    expect(second['key']).not.toBe(first['key'])
    expect(await bench.effects(line)).toEqual([second['key']])
  })

  test.concurrent('INT-13 503 says that nothing was done: sent again with backoff within the budget, then fallout', async () => {
    const [recovering, lasting] = [bench.newLine(), bench.newLine()]
    await bench.simulator.behave({ behaviour: 'unavailable', match: { order: recovering.orderId }, next: 2 })
    await bench.simulator.behave({ behaviour: 'unavailable', match: { order: lasting.orderId } })
    await Promise.all([bench.ask(recovering), bench.ask(lasting)])

    expect(await bench.reaches(recovering, 'COMPLETED')).toMatchObject({ attemptCount: 3, technicalCount: 2 })
    expect(await bench.reaches(lasting, 'FALLOUT')).toMatchObject({
      lastErrorClass: 'TECHNICAL_RETRYABLE',
      lastErrorCode: 'TECHNICAL_RETRIES_SPENT',
      attemptCount: 4,
    })
  })

  test.concurrent.each([
    ['unauthorized', 'SECURITY_CONFIGURATION_FAILURE', 'HTTP_401'],
    ['unknown-status', 'UNCLASSIFIED_EXTERNAL_FAILURE', 'UNKNOWN_EXTERNAL_STATUS'],
  ] as const)('INT-13 %s stops: %s', async (behaviour, errorClass, code) => {
    const line = bench.newLine()
    await bench.simulator.behave({ behaviour, match: { order: line.orderId } })
    await bench.ask(line)

    expect(await bench.reaches(line, 'FALLOUT')).toMatchObject({
      lastErrorClass: errorClass,
      lastErrorCode: code,
    })
    expect(await bench.calls(line, 'request')).toBe(1)
  })

  test.concurrent('INT-07 an answer that cannot be read is not knowing: asked, then settled', async () => {
    const line = bench.newLine()
    await bench.simulator.behave({ behaviour: 'malformed', match: { order: line.orderId } })
    await bench.ask(line)

    await bench.reaches(line, 'COMPLETED')
    expect(bench.outcomesOf(line)).toEqual(['UNKNOWN', 'ACCEPTED'])
    expect(await bench.effects(line)).toHaveLength(1)
  })

  test.concurrent('REC-03 what our state cannot take is fallout', async () => {
    const line = bench.newLine()
    bench.impossible.add(line.orderId)
    await bench.ask(line)

    expect(await bench.reaches(line, 'FALLOUT')).toMatchObject({ lastErrorCode: 'LOCAL_IMPOSSIBLE' })
    expect(bench.outcomesOf(line)).toContain('ACCEPTED')
  })

  test.concurrent('INT-16 the same key with another request is refused here, and a conflict there', async () => {
    const line = bench.newLine()
    await bench.ask(line, { quantity: 1 })
    expect(await bench.ask(line, { quantity: 1 })).toMatchObject({ __typename: 'Held' })
    expect(await bench.ask(line, { quantity: 2 })).toMatchObject({ code: 'HANDOFF_KEY_CONFLICT' })
    await bench.reaches(line, 'COMPLETED')
    expect(await bench.calls(line, 'request')).toBe(1)
  })

  test.concurrent('INT-17 says of itself what it is part of, and its questions say the same', async () => {
    const line = bench.newLine()
    await bench.simulator.behave({ behaviour: 'timeout-after-work', match: { order: line.orderId } })
    await bench.ask(line)
    const done = await bench.reaches(line, 'COMPLETED')

    const calls = (await bench.simulator.journal(line.orderId)).flatMap((entry) =>
      entry.kind === 'CALLED' ? [entry] : [],
    )
    expect(calls.map(({ on }) => on)).toEqual(['request', 'ask'])
    for (const { metadata } of calls) {
      expect(metadata).toMatchObject({
        'x-correlation-id': done.correlationId,
        'x-causation-id': done.causationId,
        'x-message-id': `${done.id}:1`,
        'x-tenant-id': line.tenantId,
        'x-aggregate-type': 'Reservation',
        'x-aggregate-id': done.aggregateId,
        'x-source': `pactwork.${bench.treaty.context}`,
        'x-source-version': '1',
        'x-schema-version': 'inventory-reservation-requested.v1',
        'x-process-business-key': done.aggregateId,
      })
    }
  })

  test.concurrent('REC-02 is reconciled by commands, each with its audit entry', async () => {
    const line = bench.newLine()
    await bench.simulator.behave({ behaviour: 'malformed', match: { order: line.orderId } })
    await bench.ask(line)
    await bench.reaches(line, 'COMPLETED')

    const audit = await bench.rows<{ operation: string }>(
      line,
      `select operation from audit_entry where outcome = 'ACCEPTED' order by occurred_at, id`,
    )
    const name = bench.treaty.name
    expect(audit.map(({ operation }) => operation)).toEqual([
      'hold',
      `${name}.send`,
      `${name}.record-answer`,
      `${name}.tell`,
      `${name}.ask`,
      `${name}.record-finding`,
      `${name}.tell`,
    ])
  })
})
