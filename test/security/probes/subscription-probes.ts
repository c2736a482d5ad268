import { describe, expect, test } from '@jest/globals'
import { subscriber } from '../../gateway/subscriber.ts'
import type { Data } from '../../stack/graph-client.ts'
import { testStack } from '../../support/test-stack.ts'
import { until } from '../../support/until.ts'
import { subscriptions, type IdPath } from './graph.ts'
import { probesOf, sampleOf, titled } from './probe.ts'
import type { Asker, World } from './world.ts'

export const subscriptionProbesOf = probesOf(subscriptions())

/** What is told of a thing, and what of that comes last in a walked journey. */
type Told = { of: string; fields: string; isLast(value: Data): boolean }

/** Every subscription by name: a new one has to say what it tells. */
const streams: Readonly<Record<string, Told>> = {
  orderMilestones: {
    of: 'OrderMilestone',
    fields: 'milestone',
    isLast: ({ milestone }) => milestone === 'ORDER_COMPLETED',
  },
  quoteChanges: { of: 'QuoteChange', fields: 'change', isLast: ({ change }) => change === 'APPROVED' },
}

/** An argument in a query: the id at the end of its way through input objects. */
const argument = ([name, ...path]: IdPath, id: string): string =>
  path.length > 0 ? `${name}: { ${argument(path, id)} }` : `${name}: ${JSON.stringify(id)}`

/** Every subscription that takes an id, followed by those whom the thing does not concern. */
export const subscriptionProbes = (of: () => World): void =>
  describe('SEC-09 DB-07 a subscription to another tenant’s or customer’s things tells nothing', () => {
    test.each(titled(subscriptionProbesOf))('%s', async (place, probe) => {
      const stream = streams[probe.field.name]
      if (!stream) throw new Error(`${place} is not followed by any probe: add it to this file.`)
      const world = of()
      const { urls } = await testStack()
      const following = ({ token }: Asker, about: string) => {
        const client = subscriber(urls['gateway'] ?? '', token)
        const { results, stop } = client.follow(
          `subscription { ${probe.field.name}(${argument(probe.path, about)}, last: 20) {
             ... on ${stream.of} { ${stream.fields} } } }`,
        )
        const arrived = () => results.flatMap(({ data }) => (data?.[probe.field.name] ?? []) as Data | Data[])
        const leave = async () => {
          stop()
          await client.close()
        }

        return { arrived, leave }
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
      await until(`all that ${place} tells`, async () =>
        rightful.every(({ arrived }) => arrived().some(stream.isLast)),
      )
      const told = uninvited.flatMap(({ arrived }) => arrived())
      await Promise.all([...rightful, ...uninvited].map(({ leave }) => leave()))

      expect(told).toEqual([])
    })
  })
