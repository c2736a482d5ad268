import { beforeAll, describe, expect, test } from '@jest/globals'
import { contextNames } from '@pactwork/kernel/contexts'
import { isObjectType } from 'graphql'
import { commandProbes, probesOfCommands } from './probes/command-probes.ts'
import { entityProbes } from './probes/entity-probes.ts'
import { clientProbes, fieldProbes, machineProbes, pageProbes } from './probes/field-probes.ts'
import { entitiesOf, idPaths, keysOf, supergraph } from './probes/graph.ts'
import { noSample, placeOf, unknownKind } from './probes/id-arguments.ts'
import { subscriptionProbes, subscriptionProbesOf } from './probes/subscription-probes.ts'
import { probeWorld, type World } from './probes/world.ts'

// Everything here is made from the supergraph: a new field, entity or command is probed from its first day, or the
// test says what it lacks.
let world: World
beforeAll(async () => {
  world = await probeWorld()
}, 300_000)

const rootTypes = ['Query', 'Mutation', 'Subscription']
const probes = [
  ...clientProbes,
  ...machineProbes,
  ...pageProbes,
  ...subscriptionProbesOf,
  ...probesOfCommands,
]

describe('the probes', () => {
  test('know of every id what it identifies', () => {
    expect(
      probes.filter(({ kind }) => kind === '').map(({ field, path }) => unknownKind(field, path)),
    ).toEqual([])
  })

  test('have one of everything', () => {
    const missing = probes.filter(({ kind }) => world.own.ids[kind] === undefined)

    expect(missing.map(({ kind, place }) => noSample(kind, place))).toEqual([])
  })

  test('are of all fields that take an id: below the root no other does', () => {
    const inGraph = Object.values(supergraph.getTypeMap())
      .filter(isObjectType)
      .flatMap((type) =>
        Object.values(type.getFields()).flatMap((field) =>
          idPaths(field).map((path) =>
            rootTypes.includes(type.name) ? placeOf(field, path) : `${type.name}.${placeOf(field, path)}`,
          ),
        ),
      )

    expect(probes.map(({ place }) => place).toSorted()).toEqual(inGraph.toSorted())
    expect(inGraph.length).toBeGreaterThan(80)
  })

  test('are of all entities, each found by its id', () => {
    const entities = contextNames.flatMap(entitiesOf)

    expect(entities.filter((type) => keysOf(type).some((key) => key !== 'id')).map(String)).toEqual([])
    expect(
      entities
        .filter(({ name }) => world.own.ids[name] === undefined)
        .map(({ name }) => noSample(name, '_entities')),
    ).toEqual([])
  })
})

fieldProbes(() => world)
entityProbes(() => world)
subscriptionProbes(() => world)
commandProbes(() => world)
