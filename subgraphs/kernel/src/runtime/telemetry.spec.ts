import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { context, propagation, trace } from '@opentelemetry/api'
import { inSpan, startTelemetry, traceFrom, traceHeaders, writesSpans } from './telemetry.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const sampled = { traceparent: `00-${traceId}-b7ad6b7169203331-01` }
const unsampled = { traceparent: `00-${traceId}-b7ad6b7169203331-00` }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'traces-'))
})
afterEach(async () => {
  // What was registered for the whole process makes way for the next test's.
  trace.disable()
  context.disable()
  propagation.disable()
  await rm(folder, { recursive: true })
})

/** What is sent along within a span, after a trace came in by `headers`, and what of it was written. */
async function traced(
  headers: Record<string, string>,
  options: Parameters<typeof startTelemetry>[1],
): Promise<{ sent: string[]; written: string[] }> {
  const telemetry = await startTelemetry('tested', { folder: '', endpoint: '', ...options })
  const { traceparent = '' } = await inSpan(
    'outer',
    {},
    () => inSpan('inner', {}, async () => traceHeaders()),
    {
      parent: traceFrom(headers),
    },
  )
  await telemetry.stop()
  const text = await readFile(join(folder, 'tested.spans.ndjson'), 'utf8').catch(() => '')
  const lines = text.split('\n').filter((line) => line !== '')

  return {
    sent: traceparent.split('-'),
    written: lines.map((line) => (JSON.parse(line) as { name: string }).name),
  }
}

describe('a trace that starts here', () => {
  test('is written and passed on as recorded', async () => {
    const { sent, written } = await traced({}, { folder })

    expect(written).toEqual(['inner', 'outer'])
    expect(sent[3]).toBe('01')
  })

  test('is passed on but not recorded when it is none of the share', async () => {
    const { sent, written } = await traced({}, { folder, ratio: 0 })

    expect(written).toEqual([])
    expect(sent[1]).toMatch(/^[0-9a-f]{32}$/)
    expect(sent[3]).toBe('00')
  })

  test('is not recorded where nothing is written', async () => {
    expect((await traced({}, {})).sent[3]).toBe('00')
  })
})

describe('a trace that a caller started', () => {
  test('goes on as the caller decided, whatever the share', async () => {
    expect(await traced(sampled, { folder, ratio: 0 })).toMatchObject({ written: ['inner', 'outer'] })
  })

  test('is not written when the caller does not record it', async () => {
    const { sent, written } = await traced(unsampled, { folder, ratio: 1 })

    expect(written).toEqual([])
    expect(sent.slice(1)).toEqual([traceId, expect.any(String), '00'])
  })

  test('that nobody records costs no span: what is sent along names the caller’s own', async () => {
    expect((await traced(unsampled, {})).sent).toEqual(unsampled.traceparent.split('-'))
  })

  test('is passed on as recorded by a process that writes nothing itself', async () => {
    const { sent } = await traced(sampled, {})

    expect(sent[1]).toBe(traceId)
    expect(sent[3]).toBe('01')
  })
})

test('whether spans are written is known, so that those that are many need not be made', async () => {
  const telemetry = await startTelemetry('tested', { folder, endpoint: '' })
  expect(writesSpans()).toBe(true)
  await telemetry.stop()

  expect(writesSpans()).toBe(false)
})
