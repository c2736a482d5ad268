import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Actor } from '@pactwork/kernel/actor'
import { EvidenceUnavailable } from '@pactwork/kernel/errors'
import { feed, type FeedArguments } from '@pactwork/kernel/feed'
import { newUuid } from '@pactwork/kernel/uuid'
import { z } from 'zod'
import { until } from '../support/until.ts'
import { echo, type Echo } from './echo/runtime.ts'

const calls = feed({ name: 'calls', payload: z.object({ name: z.string() }) })
const requires = { permission: 'echo:note' }
let kernel: Echo

beforeAll(async () => {
  kernel = await echo()
})
afterAll(() => kernel.close())

/** A subscriber whose rights a test changes, and what it has received. */
function subscriber(args: (viewer: () => Actor) => FeedArguments<{ name: string }>) {
  const actor = kernel.actor()
  const now = { actor, away: false, asked: 0 }
  const present = async (): Promise<Actor> => {
    now.asked += 1
    if (now.away) throw new EvidenceUnavailable('access', new Error('it is away'))
    return now.actor
  }
  const feeds = kernel.runtime.feeds
  const values = calls.subscribe({ actor, feeds, present }, { last: 10, ...args(() => now.actor) })
  const seen: string[] = []
  const ended = (async () => {
    for await (const value of values) seen.push(value.kind === 'gap' ? value.reason : value.payload.name)
  })()

  return {
    now,
    seen,
    ended,
    end: () => values.return?.(),
    append: (name: string, queue?: string) =>
      kernel.runtime.database.write(actor, async (uow) =>
        calls.append(uow, [
          {
            sourceEventId: newUuid(),
            subject: 'one',
            occurredAt: new Date(),
            payload: { name },
            ...(queue && { queue }),
          },
        ]),
      ),
  }
}
const nothing: ReadonlySet<string> = new Set()

describe('a subscription by the rights of now', () => {
  test('ends with DENIED when its permission is withdrawn, before the next item', async () => {
    const one = subscriber(() => ({ requires }))
    await one.append('while permitted')
    await until('the first', async () => one.seen.length === 1)
    one.now.actor = { ...one.now.actor, permissions: nothing }
    await one.append('after it')

    await expect(one.ended).rejects.toMatchObject({ extensions: { code: 'DENIED' } })
    expect(one.seen).toEqual(['while permitted'])
  })

  test('ends with DENIED within seconds also when nothing comes', async () => {
    const one = subscriber(() => ({ requires }))
    await until('it is followed', async () => one.now.asked > 0)
    const withdrawn = Date.now()
    one.now.actor = { ...one.now.actor, permissions: nothing }

    await expect(one.ended).rejects.toMatchObject({ extensions: { code: 'DENIED' } })
    expect(Date.now() - withdrawn).toBeLessThan(5_000)
  })

  test('shows each item to the groups of now', async () => {
    const one = subscriber((viewer) => ({
      requires,
      visible: ({ queue }) => queue !== null && viewer().groups.includes(queue),
    }))
    one.now.actor = { ...one.now.actor, groups: ['early', 'late'] }
    await one.append('e1', 'early')
    await one.append('l1', 'late')
    await until('both', async () => one.seen.length === 2)
    one.now.actor = { ...one.now.actor, groups: ['early'] }
    await one.append('l2', 'late')
    await one.append('e2', 'early')
    await until('the third', async () => one.seen.length === 3)

    expect(one.seen).toEqual(['e1', 'l1', 'e2'])
    await one.end()
    await one.ended
  })

  test('holds items back while nobody can tell the rights, and loses none', async () => {
    const one = subscriber(() => ({ requires }))
    await one.append('before')
    await until('the first', async () => one.seen.length === 1)
    one.now.away = true
    await one.append('meanwhile')
    const asked = one.now.asked
    await until('it was asked again, for the item', async () => one.now.asked > asked + 1)
    expect(one.seen).toEqual(['before'])

    one.now.away = false
    await until('the second', async () => one.seen.length === 2)
    expect(one.seen).toEqual(['before', 'meanwhile'])
    await one.end()
    await one.ended
  })
})
