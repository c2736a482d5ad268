import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql'
import type { Domain } from './domain.ts'
import { diceOf, hashed, type Dice } from './random.ts'

/** An object of the world; its fields are worked out when somebody asks. */
export type Thing = { kind: string; id: string }

/** A subgraph that does not know some of a type's entities, or fails when it is asked for them. */
export type Gap = { subgraph: string; type: string }

export type World = {
  /** A field's value: a scalar, a Thing, null, an Error that the field throws, or a list of these. */
  value(thing: Thing, field: string, args: Record<string, unknown>): unknown
  /** The entity that a representation is of. */
  find(type: string, representation: Record<string, unknown>): Thing | undefined
  /** How a subgraph resolves a representation of it. */
  gapOf(subgraph: string, thing: Thing): 'unknown' | 'failing' | undefined
}

const perType = 3
const indexes = Array.from({ length: perType }, (_, index) => index + 1)

/** Data that is a function of the seed: whoever asks for a field of a thing gets the same. */
export function worldOf(domain: Domain, gaps: readonly Gap[], seed: number): World {
  const gapOf = (subgraph: string, { kind, id }: Thing): 'unknown' | 'failing' | undefined => {
    if (!gaps.some((gap) => gap.subgraph === subgraph && gap.type === kind)) return undefined
    const roll = hashed(`${seed} gap ${subgraph} ${id}`) % 100
    return roll < 16 ? 'unknown' : roll < 32 ? 'failing' : undefined
  }

  /** What a subgraph that alone answers for a field has to say of a thing that it does not know. */
  const missing = (thing: Thing, field: string): null | Error | undefined => {
    const [owner, ...others] = domain.ownersOf(thing.kind, field)
    if (owner === undefined || others.length > 0 || isKey(domain, thing.kind, field)) return undefined
    const gap = gapOf(owner, thing)
    return gap && (gap === 'unknown' ? null : failure(thing, field))
  }

  const value: World['value'] = (thing, field, args) => {
    const type = fieldType(domain, thing.kind, field)
    const gap = missing(thing, field)
    if (gap !== undefined) return gap
    const required = domain.requiredFor(thing.kind, field)
    if (required) return derived(known(world, thing, required), args)
    const key = keyValue(domain, thing, field)
    if (key !== undefined) return key
    const asked = Object.keys(args).length > 0 ? stable(args) : ''
    const dice = diceOf(hashed(`${seed} ${thing.kind} ${thing.id} ${field} ${asked}`))
    const place = `${thing.id}/${field}${asked && hashed(asked)}`

    return made({ domain, dice, thing, field, asked }, type, place, domain.isRelied(thing.kind, field))
  }

  const world: World = {
    value,
    gapOf,
    find: (type, representation) =>
      possible(domain, type)
        .flatMap((kind) => indexes.map((index) => ({ kind, id: `${kind}:${index}` })))
        .find((thing) =>
          domain
            .keysOf(thing.kind)
            .some((key) => stable(known(world, thing, key)) === stable(picked(representation, key))),
        ),
  }

  return world
}

type Making = { domain: Domain; dice: Dice; thing: Thing; field: string; asked: string }

function made(making: Making, type: GraphQLOutputType, place: string, relied: boolean): unknown {
  const { dice } = making
  const required = isNonNullType(type)
  const roll = dice.roll()
  if (!relied || !required) {
    if (roll < (required ? 0.008 : 0.07) && !isKey(making.domain, making.thing.kind, making.field))
      return null
    if (roll > (required ? 0.985 : 0.93) && !isKey(making.domain, making.thing.kind, making.field))
      return failure(making.thing, making.field)
  }
  const nullable = required ? type.ofType : type
  if (isListType(nullable)) {
    const length = dice.below(5)
    return Array.from({ length }, (_, index) => made(making, nullable.ofType, `${place}.${index}`, relied))
  }

  return isCompositeType(nullable) ? object(making, place) : leaf(making, nullable)
}

function object({ domain, dice, thing, field }: Making, place: string): Thing {
  const kind = dice.pick(domain.membersOf(thing.kind, field))

  return { kind, id: domain.isEntity(kind) ? `${kind}:${dice.pick(indexes)}` : place }
}

function leaf({ domain, dice, thing, field, asked }: Making, type: GraphQLOutputType): unknown {
  const named = getNamedType(type)
  if (isEnumType(named)) return dice.pick(domain.valuesOf(thing.kind, field))
  switch (named.name) {
    case 'Int':
      return dice.below(1000)
    case 'Float':
      return dice.below(1000) / 8
    case 'Boolean':
      return dice.chance(0.5)
    default:
      return `${field} ${dice.below(1000)}${asked}`
  }
}

/** Keys tell which entity it is, so that every subgraph finds it. */
function keyValue(domain: Domain, { kind, id }: Thing, field: string): unknown {
  if (!isKey(domain, kind, field)) return undefined
  const type = getNamedType(fieldType(domain, kind, field))
  if (isCompositeType(type)) return undefined
  const index = Number(id.split(':')[1])
  if (type.name === 'Int') return index

  if (field !== 'id') return `${kind.charAt(0)}${index}`

  return isOfInterface(domain, kind) ? id : String(index)
}

/** Types of one entity interface never share an id; others do, so that only the type tells them apart. */
const isOfInterface = (domain: Domain, kind: string): boolean => {
  const type = domain.schema.getType(kind)
  return isObjectType(type) && type.getInterfaces().some(({ name }) => domain.isEntity(name))
}

const isKey = (domain: Domain, kind: string, field: string): boolean =>
  domain
    .keysOf(kind)
    .some(({ selections }) =>
      selections.some((node) => node.kind === Kind.FIELD && node.name.value === field),
    )

/** The fields of a set as the world knows them; what fails is null to those who need it. */
export function known(world: World, thing: Thing, { selections }: SelectionSetNode): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const node of selections) {
    if (node.kind !== Kind.FIELD) continue
    found[node.name.value] = plain(world, world.value(thing, node.name.value, {}), node.selectionSet)
  }

  return found
}

function plain(world: World, value: unknown, nested: SelectionSetNode | undefined): unknown {
  if (value instanceof Error) return null
  if (Array.isArray(value)) return value.map((item: unknown) => plain(world, item, nested))

  return isThing(value) && nested ? known(world, value, nested) : value
}

/** The same fields out of a representation; what it lacks stays away. */
export function picked(from: unknown, { selections }: SelectionSetNode): Record<string, unknown> {
  const source: Record<string, unknown> = typeof from === 'object' && from !== null ? { ...from } : {}
  const found: Record<string, unknown> = {}
  for (const node of selections) {
    if (node.kind !== Kind.FIELD) continue
    const value = source[node.name.value]
    found[node.name.value] = node.selectionSet ? pickedAll(value, node.selectionSet) : value
  }

  return found
}

function pickedAll(value: unknown, nested: SelectionSetNode): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => pickedAll(item, nested))

  return typeof value === 'object' && value !== null ? picked(value, nested) : value
}

/** What a field with @requires answers: all that it was given, so that anything lost on the way shows. */
export const derived = (given: Record<string, unknown>, args: Record<string, unknown>): string =>
  `${stable(given)}${Object.keys(args).length > 0 ? stable(args) : ''}`

export const isThing = (value: unknown): value is Thing =>
  typeof value === 'object' && value !== null && 'kind' in value && 'id' in value

const failure = ({ id }: Thing, field: string): Error => new Error(`${field} of ${id} fails`)

export function fieldType(domain: Domain, type: string, field: string): GraphQLOutputType {
  const object = domain.schema.getType(type)
  const definition = isObjectType(object) ? object.getFields()[field] : undefined
  if (!definition) throw new Error(`The graph has no ${type}.${field}.`)

  return definition.type
}

function possible({ schema }: Domain, name: string): string[] {
  const type = schema.getType(name)
  if (!type || isObjectType(type) || !isCompositeType(type)) return [name]

  return schema.getPossibleTypes(type).map((object) => object.name)
}

/** JSON with sorted keys. */
export const stable = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
