import { describe, expect, test } from '@jest/globals'
import { followMilestones, type Milestone } from '../../stack/journey/milestones.ts'
import { testStack } from '../../support/test-stack.ts'
import { until } from '../../support/until.ts'
import { subscriptions } from './graph.ts'
import { probesOf, sampleOf, titled } from './probe.ts'
import type { Asker, World } from './world.ts'

export const subscriptionProbesOf = probesOf(subscriptions())

/** The ways to be told, each by name: a new subscription needs one. */
const followers: Readonly<Record<string, typeof followMilestones>> = { orderMilestones: followMilestones }

/** Every subscription that takes an id, followed by those whom the thing does not concern. */
export const subscriptionProbes = (of: () => World): void =>
  describe('SEC-09 DB-07 a subscription to another tenant’s or customer’s things tells nothing', () => {
    test.each(titled(subscriptionProbesOf))('%s', async (place, probe) => {
      const follow = followers[probe.field.name]
      if (!follow) throw new Error(`${place} is not followed by any probe: add it to this file.`)
      const world = of()
      const { urls } = await testStack()
      const argument = probe.path.at(-1) ?? ''
      const following = ({ token }: Asker, about: string) => {
        const arrived: Milestone[] = []
        const filter = { [argument]: about, last: 20 }
        const { stop } = follow(urls['gateway'] ?? '', token, filter, (one) => arrived.push(one))
        return { arrived, stop }
      }

      const id = sampleOf(probe, world.own.ids)
      const uninvited = [...world.strangers, world.neighbour].map((asker) => following(asker, id))
      // Each of them follows its own as well, later: when that has arrived the other would have, too.
      const rightful = [
        following(world.customer, id),
        following(world.neighbour, sampleOf(probe, world.neighbours.ids)),
        ...world.strangers
          .filter(({ name }) => name === 'sales')
          .map((asker) => following(asker, sampleOf(probe, world.strangersOwn.ids))),
      ]
      await until(`all milestones of ${place}`, async () =>
        rightful.every(({ arrived }) => arrived.some(({ milestone }) => milestone === 'ORDER_COMPLETED')),
      )
      for (const { stop } of [...rightful, ...uninvited]) stop()

      expect(uninvited.flatMap(({ arrived }) => arrived)).toEqual([])
    })
  })
