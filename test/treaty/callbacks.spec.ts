import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { newId } from '@pactwork/kernel/ids'
import { handoffKey } from '@pactwork/treaty/handoff-key'
import { sign } from '@pactwork/treaty/signature'

import { until } from '../support/until.ts'
import { treatyBench, type Bench, type Line } from './bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await treatyBench('callbacks')
})
afterAll(() => bench.close())

const keyOf = (line: Line): string =>
  handoffKey(line.tenantId, 'inventory', 'RESERVE', { ...line, attempt: 1 })

/** What the system would say of a key. */
const said = (line: Line, resState: string, resRef = 'RES-9'): string =>
  JSON.stringify({ requestKey: keyOf(line), resRef, resState })

/** Calls back the way the system does, unless told otherwise. */
async function callBack(
  line: Line,
  body: string,
  how: { headers?: Record<string, string>; tenantId?: string; at?: Date } = {},
): Promise<{ status: number; code: string }> {
  const secret = Buffer.from(
    JSON.parse(readFileSync(join(bench.keysDir, 'inventory-callback.json'), 'utf8')).k,
    'base64url',
  )
  const response = await fetch(
    `${bench.ingressUrl}/${bench.treaty.context}/callbacks/${bench.treaty.name}/${how.tenantId ?? line.tenantId}`,
    {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(how.headers ?? sign(secret, body, how.at ?? new Date())),
      },
      body,
    },
  )
  const { code } = (await response.json()) as { code: string }

  return { status: response.status, code }
}

const observations = (line: Line) =>
  bench.rows<{ source: string; observed_type: string; result: string | null }>(
    line,
    `select source, observed_type, result from external_observation order by observed_at`,
  )

describe('an answer by callback', () => {
  test('INT-18 comes late as an observation that the handoff’s own rules apply', async () => {
    const line = bench.newLine()
    await bench.simulator.behave({ behaviour: 'late', afterMs: 150, match: { order: line.orderId } })
    await bench.ask(line)

    await bench.reaches(line, 'PENDING', 'COMPLETED')
    await bench.reaches(line, 'COMPLETED')
    expect(await observations(line)).toMatchObject([
      { source: 'ANSWER', observed_type: 'PENDING' },
      { source: 'CALLBACK', observed_type: 'ACCEPTED', result: 'EXTERNAL_SUCCESS' },
    ])
    expect(bench.outcomesOf(line)).toEqual(['ACCEPTED'])
  })

  test('a late refusal is a rejection', async () => {
    const line = bench.newLine()
    await bench.simulator.behave({ behaviour: 'late-rejection', afterMs: 50, match: { order: line.orderId } })
    await bench.ask(line)

    expect(await bench.reaches(line, 'REJECTED')).toMatchObject({ lastErrorCode: 'OUT_OF_STOCK' })
  })

  test('REC-01 one that never comes is asked for', async () => {
    const line = bench.newLine()
    await bench.simulator.behave({ behaviour: 'lost-callback', match: { order: line.orderId } })
    await bench.ask(line)

    expect(await bench.reaches(line, 'COMPLETED')).toMatchObject({
      lastReconciledAt: expect.any(Date),
      attemptCount: 1,
    })
    const [finding] = await bench.rows<object>(
      line,
      `select external_belief, local_belief, divergence, action from external_observation where source = 'FINDING'`,
    )
    expect(finding).toEqual({
      external_belief: expect.stringMatching(/^ACCEPTED HELD RES-/),
      local_belief: expect.stringMatching(/^PENDING/),
      divergence: 'PENDING here, ACCEPTED there',
      action: 'apply the success observation',
    })
  })

  test.each(['twice', 'out-of-order', 'early-callback'] as const)(
    'INT-18 %s changes nothing that is settled',
    async (behaviour) => {
      const line = bench.newLine()
      await bench.simulator.behave({ behaviour, afterMs: 50, match: { order: line.orderId } })
      await bench.ask(line)

      await until(
        'all has been said',
        async () => (await observations(line)).length >= (behaviour === 'early-callback' ? 2 : 3),
      )
      expect(await bench.reaches(line, 'COMPLETED')).toMatchObject({ attemptCount: 1 })
      expect(bench.outcomesOf(line)).toEqual(['ACCEPTED'])
      expect((await observations(line)).map(({ result }) => result)).not.toContain('LOCAL_IMPOSSIBLE')
    },
  )

  test('REC-03 one that contradicts what is settled is LOCAL_IMPOSSIBLE and falls out', async () => {
    const line = bench.newLine()
    await bench.ask(line)
    await bench.reaches(line, 'COMPLETED')

    expect(await callBack(line, said(line, 'REFUSED'))).toEqual({ status: 202, code: 'OBSERVED' })
    expect(await bench.reaches(line, 'FALLOUT')).toMatchObject({ lastErrorCode: 'LOCAL_IMPOSSIBLE' })
    await until('the context was told', async () => bench.outcomesOf(line).includes('FALLOUT'))
  })

  test('a callback for a key that is not known is parked, and the system is asked before anything is sent', async () => {
    const line = bench.newLine()
    expect(await callBack(line, said(line, 'HELD'))).toEqual({ status: 202, code: 'PARKED' })
    await bench.ask(line)

    await bench.reaches(line, 'COMPLETED')
    const log = await bench.rows<{ to_status: string }>(
      line,
      'select to_status from external_handoff_transition order by version',
    )
    expect(log.map((row) => row.to_status)).toEqual(expect.arrayContaining(['CREATED', 'RECONCILING']))
    expect(log.map((row) => row.to_status).indexOf('RECONCILING')).toBeLessThan(
      log.map((row) => row.to_status).indexOf('SENT'),
    )
  })
})

describe('the ingress', () => {
  test('INT-18 refuses what is not signed, signed wrongly, too old, or of another tenant', async () => {
    const line = bench.newLine()
    const body = said(line, 'HELD')
    const forged = sign(Buffer.alloc(32), body, new Date())

    expect(await callBack(line, body, { headers: {} })).toEqual({ status: 401, code: 'SIGNATURE_MISSING' })
    expect(await callBack(line, body, { headers: forged })).toEqual({ status: 401, code: 'SIGNATURE_WRONG' })
    expect(await callBack(line, body, { at: new Date(Date.now() - 400_000) })).toEqual({
      status: 401,
      code: 'SIGNATURE_EXPIRED',
    })
    expect(await callBack(line, body, { tenantId: newId('ten') })).toEqual({
      status: 403,
      code: 'TENANT_MISMATCH',
    })
    expect(await callBack(line, '{"half a')).toEqual({ status: 400, code: 'MALFORMED_CALLBACK' })
    expect(await observations(line)).toEqual([])
  })

  test('a replayed callback has no second effect, and with another body is refused', async () => {
    const line = bench.newLine()
    const secret = Buffer.from(
      JSON.parse(readFileSync(join(bench.keysDir, 'inventory-callback.json'), 'utf8')).k,
      'base64url',
    )
    const headers = sign(secret, said(line, 'HELD'), new Date())

    expect(await callBack(line, said(line, 'HELD'), { headers })).toEqual({ status: 202, code: 'PARKED' })
    expect(await callBack(line, said(line, 'HELD'), { headers })).toEqual({ status: 202, code: 'PARKED' })
    expect(await callBack(line, said(line, 'REFUSED'), { headers })).toEqual({
      status: 401,
      code: 'SIGNATURE_WRONG',
    })
    expect(await observations(line)).toHaveLength(1)
  })
})
