import { describe, expect, test } from '@jest/globals'
import { machineActor, type Actor } from './actor.ts'
import type { ContextRuntime } from './context-runtime.ts'
import { graphContext, type Batch } from './graph-context.ts'

const tenantId = 'ten_01h455vb4pex5vsknk084sn02q'
const correlation = { correlationId: 'c', causationId: 'c' }

/** A context of which only what a read needs is there. */
function world() {
  const told = { state: 'CAPTURED', authority: new Set(['cus_1']), asked: 0, actor: {} }
  const runtime = {
    settings: { prefetch: async () => {} },
    portsFor: (actor: Actor) => ({
      customerAuthority: async () => told.authority,
      presentActor: async () => ({ ...actor, ...told.actor }),
    }),
  } as unknown as ContextRuntime
  const batch: Batch<string> = async (ids) => {
    told.asked += 1
    return ids.map((id) => `${id} ${told.state}`)
  }

  return {
    told,
    batch,
    open: (lasting: boolean) =>
      graphContext(runtime, machineActor('port', tenantId), correlation, { lasting }),
  }
}

describe('What a request remembers', () => {
  test('is one answer for all who ask within it', async () => {
    const { told, batch, open } = world()
    const request = await open(false)
    expect(await request.load(batch, 'ord_1')).toBe('ord_1 CAPTURED')

    told.state = 'COMPLETED'
    expect(await request.load(batch, 'ord_1')).toBe('ord_1 CAPTURED')
    expect(told.asked).toBe(1)
  })

  test('is nothing in a subscription: each event shows what is true then, still in one batch', async () => {
    const { told, batch, open } = world()
    const subscription = await open(true)
    const both = () => Promise.all([subscription.load(batch, 'ord_1'), subscription.load(batch, 'ord_1')])
    expect(await both()).toEqual(['ord_1 CAPTURED', 'ord_1 CAPTURED'])
    expect(told.asked).toBe(1)

    told.state = 'COMPLETED'
    expect(await both()).toEqual(['ord_1 COMPLETED', 'ord_1 COMPLETED'])
  })

  test('is no authority either: one that was withdrawn ends within an open subscription', async () => {
    const { told, open } = world()
    const subscription = await open(true)
    expect(await subscription.authority()).toContain('cus_1')

    told.authority = new Set()
    expect(await subscription.authority()).not.toContain('cus_1')
  })

  test.each([false, true])(
    'are the rights of its token, until those of now are asked for',
    async (lasting) => {
      const { told, open } = world()
      const request = await open(lasting)
      told.actor = { groups: ['late-shift'] }
      expect(request.actor.groups).toEqual([])

      await request.present()
      expect(request.actor.groups).toEqual(['late-shift'])
    },
  )
})
