import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { sendRequest } from '@pactwork/treaty/transport'
import { connectionOf } from '@pactwork/treaty/settings'

import { until } from '../support/until.ts'
import { treatyBench, type Bench } from './bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await treatyBench('crashes')
})
afterAll(() => bench.close())

const commandOf = (name: string) => {
  const found = bench.kit.commands.find((command) => command.name === `${bench.treaty.name}.${name}`)
  if (!found) throw new Error(`There is no command ${name}.`)
  return found
}

describe('whoever dies', () => {
  test('INV-25 after SENT and before the request left: asked, not found, sent under the same key', async () => {
    const line = bench.newLine()
    const asked = await bench.withoutScheduler(async () => {
      const held = await bench.ask(line)
      await bench.run(commandOf('send'), { handoffId: held['id'], version: 1 }, line.tenantId, 'scheduler')
      expect(await bench.handoff(line)).toMatchObject({ state: 'SENT', attemptCount: 1 })
      return held
    })

    expect(await bench.reaches(line, 'COMPLETED')).toMatchObject({ attemptCount: 2 })
    expect(bench.outcomesOf(line)).toEqual(['UNKNOWN', 'ACCEPTED'])
    expect(await bench.effects(line)).toEqual([asked['key']])
  })

  test('INV-25 after the effect and before its answer was kept: asked, found, not sent again', async () => {
    const line = bench.newLine()
    await bench.withoutScheduler(async () => {
      const held = await bench.ask(line)
      await bench.run(commandOf('send'), { handoffId: held['id'], version: 1 }, line.tenantId, 'scheduler')
      const sent = await bench.handoff(line)
      if (!sent) throw new Error('The handoff is gone.')
      const sender = { treaty: bench.treaty, connection: connectionOf(bench.treaty), tenantId: line.tenantId }
      expect(await sendRequest(sender, sent)).toMatchObject({ type: 'ACCEPTED' })
    })

    expect(await bench.reaches(line, 'COMPLETED')).toMatchObject({ attemptCount: 1 })
    expect(await bench.calls(line, 'request')).toBe(1)
  })

  test('INT-11 a scheduler in mid-question: the question is put again', async () => {
    const line = bench.newLine()
    await bench.withoutScheduler(async () => {
      const held = await bench.ask(line)
      const at = { handoffId: held['id'] }
      await bench.run(commandOf('send'), { ...at, version: 1 }, line.tenantId, 'scheduler')
      await bench.run(commandOf('lose-answer'), { ...at, version: 2 }, line.tenantId, 'scheduler')
      await bench.run(commandOf('ask'), { ...at, version: 3 }, line.tenantId, 'scheduler')
      expect(await bench.handoff(line)).toMatchObject({ state: 'RECONCILING', askedFrom: 'UNKNOWN' })
    })

    await bench.reaches(line, 'COMPLETED')
    expect(await bench.effects(line)).toHaveLength(1)
  })

  test('INT-15 the system, by SIGKILL after the effect: it knows the key when it is back', async () => {
    const line = bench.newLine()
    await bench.simulator.behave({ behaviour: 'timeout-after-work', match: { order: line.orderId } })
    await bench.ask(line)
    const [reference] = await until('the work is on the journal', async () => {
      const entries = await bench.simulator.journal(line.orderId)
      const found = entries.flatMap((entry) => (entry.kind === 'EFFECT' ? [entry.work.reference] : []))
      return found.length > 0 && found
    })
    await bench.simulator.kill()
    await bench.reaches(line, 'UNKNOWN', 'RECONCILING')
    await bench.simulator.start()

    expect(await bench.reaches(line, 'COMPLETED')).toMatchObject({
      externalReference: reference,
      attemptCount: 1,
    })
    expect(await bench.effects(line)).toHaveLength(1)
  })

  test('INT-13 the system, before the request: nothing can have been done, sent when it is back', async () => {
    const line = bench.newLine()
    await bench.simulator.kill()
    await bench.ask(line)
    await bench.reaches(line, 'RETRY_SCHEDULED', 'UNKNOWN')
    await bench.simulator.start()

    await bench.reaches(line, 'COMPLETED')
    expect(await bench.effects(line)).toHaveLength(1)
  })

  test('a system keeps its word after a kill: the callback that it owed comes', async () => {
    const line = bench.newLine()
    await bench.simulator.behave({ behaviour: 'late', afterMs: 1_200, match: { order: line.orderId } })
    await bench.ask(line)
    await bench.reaches(line, 'PENDING')
    await bench.simulator.kill()
    await bench.simulator.start()

    await bench.reaches(line, 'COMPLETED')
    expect(await bench.effects(line)).toHaveLength(1)
  })
})

describe('two schedulers', () => {
  test('INT-11 send each of thirty handoffs once', async () => {
    bench.addScheduler()
    const lines = Array.from({ length: 30 }, () => bench.newLine())
    await Promise.all(lines.map((line) => bench.ask(line)))
    await Promise.all(lines.map((line) => bench.reaches(line, 'COMPLETED')))

    expect(await Promise.all(lines.map((line) => bench.calls(line, 'request')))).toEqual(lines.map(() => 1))
    // A busy machine may make one answer late; then it was asked for, and still done once.
    expect(await Promise.all(lines.map((line) => bench.effects(line)))).toEqual(
      lines.map(() => [expect.any(String)]),
    )
    expect(lines.map((line) => bench.outcomesOf(line).at(-1))).toEqual(lines.map(() => 'ACCEPTED'))
  })

  test('a request repeated by twenty callers at once exists once', async () => {
    const line = bench.newLine()
    const asked = await Promise.all(Array.from({ length: 20 }, () => bench.ask(line)))
    await bench.reaches(line, 'COMPLETED')

    expect(new Set(asked.flatMap((one) => (one['id'] ? [one['id']] : []))).size).toBe(1)
    expect(await bench.effects(line)).toHaveLength(1)
  })
})
