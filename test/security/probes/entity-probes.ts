import { describe, expect, test } from '@jest/globals'
import { contextNames } from '@pactwork/kernel/contexts'
import { machineRoles } from '@pactwork/kernel/runtime/call-identity'
import type { GraphQLObjectType } from 'graphql'
import type { Answer } from '../../stack/graph-client.ts'
import { askAsGateway, askAsMachine, entityQuestion, nobodys, representationsOf } from './ask.ts'
import type { Ids } from './collect-ids.ts'
import { entitiesOf } from './graph.ts'
import { ofAll } from './probe.ts'
import { comparable, errorCodes, tellsSomething } from './verdict.ts'
import type { World } from './world.ts'

const machines = machineRoles.filter((role) => role !== 'gateway')

/** Every entity of every subgraph, as the gateway and our machines look it up by its id. */
export const entityProbes = (of: () => World): void =>
  describe.each(contextNames)('SEC-09 DB-07 entities as the subgraph %s resolves them', (subgraph) => {
    const types = entitiesOf(subgraph)
    const question = entityQuestion(subgraph)
    const seen = new Set<string>()
    type Ask = (about: Ids, some: readonly GraphQLObjectType[]) => Promise<Answer>

    const expectNoDifference = async (who: string, ask: Ask, some = types) => {
      const { ids } = of().own
      const nothing = Object.fromEntries(some.map(({ name }) => [name, nobodys(ids[name] ?? '')]))
      const [foreign, ofNobody] = await Promise.all([ask(ids, some), ask(nothing, some)])
      const told = toldOf(foreign, ids, some).filter((name) => !alwaysTold.has(name))

      expect({ who, told }).toEqual({ who, told: [] })
      expect({ who, codes: errorCodes(foreign).filter((code) => code !== 'DENIED') }).toEqual({
        who,
        codes: [],
      })
      expect({ who, answer: nameless(foreign, some, [ids, nothing]) }).toEqual({
        who,
        answer: nameless(ofNobody, some, [ids, nothing]),
      })
    }

    test('our machines get them for their tenant and not for another one', async () => {
      const { own, tenant, other } = of()
      for (const role of machines) {
        const ask =
          (tenantId: string): Ask =>
          (about, some) =>
            askAsMachine(role, tenantId, subgraph, question, representationsOf(some, about))
        for (const name of toldOf(await ask(tenant.id)(own.ids, types), own.ids, types)) seen.add(name)

        await expectNoDifference(role, ask(other.id))
      }
    })

    test('people get them through the gateway when they are theirs, and not otherwise', async () => {
      const { own, staff, customer, strangers, neighbour } = of()
      const asking =
        (asker: typeof customer): Ask =>
        (about, some) =>
          askAsGateway(asker, subgraph, question, representationsOf(some, about))
      const told = await Promise.all(
        [...staff, customer].map(async (insider) =>
          toldOf(await asking(insider)(own.ids, types), own.ids, types),
        ),
      )
      for (const name of told.flat()) seen.add(name)

      await Promise.all(strangers.map((stranger) => expectNoDifference(stranger.name, asking(stranger))))
      const theirs = types.filter(({ name }) => !ofAll.has(name))
      if (theirs.length > 0) await expectNoDifference('neighbour', asking(neighbour), theirs)
    })

    test('and each of them was seen by somebody who may', () => {
      expect([...seen].toSorted()).toEqual(types.map(({ name }) => name).toSorted())
    })
  })

/** What is said of any id at all, so that it says nothing: an acceptance without an order is PENDING. */
const alwaysTold = new Set(['QuoteAcceptance'])

/** Of which of them something is told beyond the id they were asked with. */
const toldOf = ({ data }: Answer, ids: Ids, types: readonly GraphQLObjectType[]): string[] =>
  types
    .filter(({ name }, index) => tellsSomething(data?.['_entities']?.[index], [ids[name] ?? '']))
    .map(({ name }) => name)

/** An answer with every asked id by the name of its kind. */
const nameless = (answer: Answer, types: readonly GraphQLObjectType[], all: readonly Ids[]): unknown =>
  JSON.parse(
    types.reduce(
      (text, { name }) => all.reduce((named, ids) => named.replaceAll(ids[name] ?? name, `<${name}>`), text),
      JSON.stringify(comparable(answer, [])),
    ),
  )
