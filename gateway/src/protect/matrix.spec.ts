import { describe, expect, test } from '@jest/globals'
import { isInterfaceType, isObjectType, type GraphQLFormattedError } from 'graphql'
import type { Rights } from './condition.ts'
import { ask, guarded, supergraph, token, type Answer } from './testing/guarded-graph.ts'
import { coordinatesFor, directivesIn, judgeFor, reference } from './testing/reference.ts'
import { fieldsOf, operationFor, routesTo, type Manner, type Route } from './testing/routes.ts'

const { schema } = guarded
const asked = directivesIn(supergraph)

const types = Object.values(schema.getTypeMap()).filter(
  (type) => (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__'),
)

/** Every field that one of the directives protects: by itself, by its type or by the type that it returns. */
const coordinates = types.flatMap(({ name }) =>
  fieldsOf(schema, name)
    .map((field) => `${name}.${field.name}`)
    .filter((coordinate) => coordinatesFor(schema, coordinate).some((one) => asked.has(one))),
)

const parts = (coordinate: string): [string, string] => {
  const [type = '', field = ''] = coordinate.split('.')
  return [type, field]
}
const isInterface = (name: string): boolean => isInterfaceType(schema.getType(name))

/** The least that lets somebody see these: the first way of each requirement. */
const rightsTo = (wanted: readonly string[]): Rights => {
  const needs = wanted.flatMap((one) => coordinatesFor(schema, one)).flatMap((one) => asked.get(one) ?? [])

  return token(
    needs.flatMap(({ scopes }) => scopes.flatMap(([first = []]) => first)),
    needs.flatMap(({ policies }) => policies.flatMap(([first = []]) => first)),
  )
}
const allScopes = [...asked.values()].flatMap(({ scopes }) => scopes.flat(2))
const allPolicies = [...asked.values()].flatMap(({ policies }) => policies.flat(2))

/** Every right there is but for those that this coordinate asks for. */
const rightsBut = (coordinate: string): Rights => {
  const needs = coordinatesFor(schema, coordinate).flatMap((one) => asked.get(one) ?? [])
  const mine = new Set(needs.flatMap(({ scopes, policies }) => [...scopes.flat(2), ...policies.flat(2)]))

  return token(
    allScopes.filter((name) => !mine.has(name)),
    allPolicies.filter((name) => !mine.has(name)),
  )
}
const everything = token(allScopes, allPolicies)

const coordinatesOn = (route: Route): string[] => route.hops.map(({ on, field }) => `${on}.${field}`)

/** Objects' coordinates only: what may be seen of an interface is what may be seen of its objects. */
const judgeOf = (rights: Rights | undefined) => judgeFor(schema, asked, rights)

type Way = { name: string; text: string; route: Route }

const manners: readonly Manner[] = ['direct', 'alias', 'inline fragment', 'named fragment', 'twice']
/** A subscription asks for one field, once. */
const mannersFor = ({ kind }: Route): readonly Manner[] =>
  kind === 'subscription' ? manners.filter((manner) => manner !== 'twice') : manners

/** The ways to ask for a field: in each manner on the easiest route, through an interface, and on every other route. */
async function waysTo(coordinate: string): Promise<Way[]> {
  const [type, field] = parts(coordinate)
  const routes = routesTo(schema, type).slice(0, 5)
  const [easiest] = routes
  const ways = (easiest ? mannersFor(easiest) : []).flatMap((manner) =>
    easiest
      ? [{ name: manner, text: operationFor(schema, easiest, type, field, manner), route: easiest }]
      : [],
  )
  const object = schema.getType(type)
  const interfaces = isObjectType(object)
    ? object.getInterfaces().filter((one) => one.getFields()[field])
    : []
  const through = interfaces.flatMap(({ name }) =>
    routesTo(schema, name)
      .slice(0, 2)
      .map((route) => ({
        name: 'through interface',
        text: operationFor(schema, route, name, field, 'direct'),
        route,
      })),
  )
  const others = routes.slice(1).map((route) => ({
    name: 'another route',
    text: operationFor(schema, route, type, field, 'direct'),
    route,
  }))
  const entities = await Promise.all(
    [...ways.slice(0, 1), ...others].map(async (way) => {
      const { seen } = await ask(way.text, everything)
      const isEntity = seen.documents.some(
        (document) => document.includes('_entities') && new RegExp(`\\b${field}\\b`).test(document),
      )
      return isEntity ? [{ ...way, name: 'behind an entity' }] : []
    }),
  )

  return [...ways, ...through, ...others, ...entities.flat()]
}

const placesOf = (errors: readonly GraphQLFormattedError[] = []) =>
  errors.map(({ path, extensions }) => `${path?.join('.')} ${String(extensions?.['code'])}`).sort()

/** What the subgraphs were asked, or could have been had there been other objects, against these rights. */
const forbiddenFetched = ({ seen }: Answer, rights: Rights | undefined): string[] => {
  const mayShow = judgeOf(rights)
  return [...new Set([...seen.fields, ...seen.asked])].filter((coordinate) => !mayShow(coordinate))
}

/** The field itself, or of an interface's field that of its objects. */
const objectsFields = (coordinate: string): string[] => {
  const [type, field] = parts(coordinate)
  const named = schema.getType(type)

  return isInterfaceType(named)
    ? schema.getPossibleTypes(named).map(({ name }) => `${name}.${field}`)
    : [coordinate]
}

type Caller = 'no token' | 'wrong scope' | 'right scope'

const callersFor = (coordinate: string, route: Route): [Caller, Rights | undefined][] => [
  ['no token', undefined],
  ['wrong scope', rightsBut(coordinate)],
  ['right scope', rightsTo([...coordinatesOn(route), coordinate])],
]

/** Asks and compares with the reference: data, places of errors, refusals, and that nothing forbidden was fetched. */
async function cell(told: string, text: string, rights: Rights | undefined, isRefused: boolean) {
  const expected = reference(schema, text, judgeOf(rights))
  const answer = await ask(text, rights)

  expect([told, forbiddenFetched(answer, rights)]).toEqual([told, []])
  expect([told, answer.refusedAt !== undefined]).toEqual([told, isRefused || expected.refuses])
  if (answer.refusedAt === undefined) {
    expect([told, answer.data]).toEqual([told, expected.data])
    expect([told, placesOf(answer.errors)]).toEqual([told, placesOf(expected.errors)])
  } else expect([told, answer.seen.documents]).toEqual([told, []])

  return { answer, expected }
}

const cells: [way: string, caller: Caller, outcome: string][] = []
const everShown = new Set<string>()

describe('SEC-11 the matrix of every protected coordinate', () => {
  test.each(coordinates)('%s', async (coordinate) => {
    for (const { name, text, route } of await waysTo(coordinate)) {
      for (const [who, rights] of callersFor(coordinate, route)) {
        const told = `${name}, ${who}: ${text}`
        const isEffect = route.kind !== 'query' && route.hops.length === 0 && !judgeOf(rights)(coordinate)
        const { answer, expected } = await cell(told, text, rights, isEffect)
        if (who === 'right scope') {
          const shown = objectsFields(coordinate).filter((one) => expected.shown.has(one))
          expect([told, shown.filter((one) => !answer.seen.fields.has(one))]).toEqual([told, []])
          for (const one of shown) everShown.add(one)
        }
        const { length } = answer.errors
        cells.push([
          name,
          who,
          answer.refusedAt === undefined ? (length > 0 ? 'hidden' : 'shown') : 'refused',
        ])
      }
    }
  })

  test.each(types.map(({ name }) => name).filter((name) => asked.has(name)))(
    'an object of the type %s, by its __typename alone',
    async (name) => {
      const routes = routesTo(schema, name).slice(0, 6)
      for (const route of routes) {
        const text = operationFor(schema, route, name, '__typename', 'direct')
        for (const [who, rights] of callersFor(name, route))
          await cell(`${who}: ${text}`, text, rights, false)
      }
      expect(routes.length).toBeGreaterThan(0)
    },
  )

  test('has each way with each caller, and everything was seen by those with the right', () => {
    const hidden = cells.filter(([, who, outcome]) => who === 'no token' && outcome !== 'shown')
    const seen = coordinates.filter((coordinate) => !isInterface(coordinate.split('.')[0] ?? ''))

    expect(seen.filter((coordinate) => !everShown.has(coordinate))).toEqual([])
    expect([...new Set(cells.map(([way]) => way))].sort()).toEqual(
      [...manners, 'another route', 'behind an entity', 'through interface'].sort(),
    )
    expect(coordinates.length).toBeGreaterThanOrEqual(30)
    expect(cells.length).toBeGreaterThan(600)
    expect(hidden.length).toBeGreaterThan(200)
  })
})
