import { describe, expect, test } from '@jest/globals'
import { machineRoles } from '@pactwork/kernel/runtime/call-identity'
import { argumentsWith, askAsMachine, nobodys, questionFor } from './ask.ts'
import { isHidden, queries, subgraphsOf } from './graph.ts'
import { expectNothing, ofAll, probesOf, sampleOf, titled, type Probe } from './probe.ts'
import { errorCodes, tellsSomething } from './verdict.ts'
import type { Asker, Journey, World } from './world.ts'

export const clientProbes = probesOf(queries().filter((field) => !isHidden(field)))
const hidden = queries().filter(isHidden)
const isPage = ({ name }: { name: string }): boolean => name.endsWith('Page')
export const machineProbes = probesOf(hidden.filter((field) => !isPage(field)))
/** The pages of streams are for people alone, by whom they are probed as they follow a stream through the gateway. */
export const pageProbes = probesOf(hidden.filter(isPage))

const machines = machineRoles.filter((role) => role !== 'gateway')

/** Every query field that takes an id, asked by everybody whom the thing does not concern. */
export const fieldProbes = (of: () => World): void =>
  describe('SEC-09 DB-07 a field asked with an id of another tenant or customer answers with nothing', () => {
    test.each(titled(clientProbes))('%s', async (place, probe) => {
      const { field, path, kind } = probe
      const world = of()
      const id = sampleOf(probe, world.own.ids)
      const nothing = nobodys(id)
      const ask = ({ client }: Asker, about: string, own: Journey) => {
        const given = argumentsWith(field, path, about, own.ids)
        return client.ask(questionFor(field, given, 'CLIENT'), given)
      }
      const rightful = await Promise.all(
        [...world.staff, world.customer].map((one) => ask(one, id, world.own)),
      )
      const seenBySomebody = rightful.some(({ data }) => tellsSomething(data, [id]))
      expect({ place, seenBySomebody }).toEqual({ place, seenBySomebody: true })

      const asked = world.strangers.map(async (stranger) => {
        const own = world.strangersOwn
        const answers = await Promise.all([ask(stranger, id, own), ask(stranger, nothing, own)])
        return { name: stranger.name, answers }
      })
      for (const { name, answers } of await Promise.all(asked)) expectNothing(name, answers, [id, nothing])
      const { neighbour, neighbours } = world
      const answers = await Promise.all([ask(neighbour, id, neighbours), ask(neighbour, nothing, neighbours)])
      if (!ofAll.has(kind)) expectNothing('neighbour', answers, [id, nothing])
      expect(privateOf(world.own).filter((own) => JSON.stringify(answers).includes(own))).toEqual([])
    })

    test.each(titled(machineProbes))('%s, asked by machines', async (place, probe) => {
      const world = of()
      const id = sampleOf(probe, world.own.ids)
      const nothing = nobodys(id)
      const ask = asking(probe)
      const rightful = await Promise.all(machines.map((role) => ask(role, world.tenant.id, id, world.own)))
      const seeing = machines.filter((_, index) => tellsSomething(rightful[index]?.data, [id]))
      expect({ place, seenBySomebody: seeing.length > 0 }).toEqual({ place, seenBySomebody: true })

      const { other, strangersOwn } = world
      for (const role of seeing) {
        const answers = await Promise.all([
          ask(role, other.id, id, strangersOwn),
          ask(role, other.id, nothing, strangersOwn),
        ])
        expectNothing(role, answers, [id, nothing])
      }
    })

    test.each(titled(pageProbes))('%s, asked by machines: none may', async (_, probe) => {
      const world = of()
      const id = sampleOf(probe, world.own.ids)
      for (const role of machines) {
        const answer = await asking(probe)(role, world.tenant.id, id, world.own)
        expect({ role, codes: errorCodes(answer) }).toEqual({ role, codes: ['DENIED'] })
        expect(tellsSomething(answer.data, [id])).toBe(false)
      }
    })
  })

/** A field as a machine asks its subgraph for it, about an id. */
const asking = ({ field, path }: Probe) => {
  const [subgraph = ''] = subgraphsOf(field)

  return (role: (typeof machines)[number], tenantId: string, about: string, own: Journey) => {
    const given = argumentsWith(field, path, about, own.ids)
    return askAsMachine(role, tenantId, subgraph, questionFor(field, given, { subgraph }), given)
  }
}

/** Ids of a journey that are no business of another customer. */
const privateOf = ({ ids }: Journey): string[] =>
  Object.entries(ids).flatMap(([kind, id]) => (ofAll.has(kind) ? [] : [id]))
