import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { conditionsOn, isImplied, type Condition } from './condition.ts'
import { directiveNames, type DirectiveNames } from './directive-names.ts'
import { requiredBy } from './required-fields.ts'
import type { ProtectSettings } from './settings.ts'

/** What each part of a supergraph asks of a caller. Made once per supergraph. */
export type Protection = {
  conditions: readonly Condition[]
  /**
   * `Type` or `Type.field` → the conditions (by index) to be met: its own, its type's, those of the type it returns
   * and of everything it `@requires`. What asks for nothing is not in here.
   */
  needs: ReadonlyMap<string, ReadonlySet<number>>
  /** `Type.field` → the object types that may stand there, of fields that return an abstract type. */
  mayHold: ReadonlyMap<string, readonly string[]>
  /** Object types, but for those that operations start from. */
  objects: ReadonlySet<string>
  policies: ProtectSettings['policies']
}

type Fields = GraphQLObjectType | GraphQLInterfaceType

/** Reads a supergraph as it was composed, with all its directives. */
export function protectionOf(full: GraphQLSchema, settings: ProtectSettings): Protection {
  const names = directiveNames(full)
  const types = Object.values(full.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
  const own = inherited(full, ownConditions(types, names))
  const { conditions, indices } = numbered(own)

  return {
    conditions,
    needs: closed(full, types, names, indices),
    mayHold: new Map(types.filter(hasFields).flatMap((type) => abstractFields(full, type))),
    objects: new Set(
      types.filter((type) => isObjectType(type) && !isRoot(full, type)).map(({ name }) => name),
    ),
    policies: settings.policies,
  }
}

const hasFields = (type: GraphQLNamedType): type is Fields => isObjectType(type) || isInterfaceType(type)

const isRoot = (full: GraphQLSchema, type: GraphQLNamedType): boolean =>
  [full.getQueryType(), full.getMutationType(), full.getSubscriptionType()].some((root) => root === type)

type Conditions = ReadonlyMap<string, readonly Condition[]>

function ownConditions(types: readonly GraphQLNamedType[], names: DirectiveNames): Conditions {
  const entries = types.flatMap((type) => [
    [type.name, conditionsOn(directivesOf(type), names)] as const,
    ...(hasFields(type) ? Object.values(type.getFields()) : []).map(
      (field) =>
        [`${type.name}.${field.name}`, conditionsOn(field.astNode?.directives ?? [], names)] as const,
    ),
  ])

  return new Map(entries.filter(([, conditions]) => conditions.length > 0))
}

/** Of the definition and of its extensions. */
export const directivesOf = (type: GraphQLNamedType) =>
  [type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? [])

/**
 * Composition gives an interface the sum of what its implementations ask for. What an interface asks beyond that sum
 * is its own, and holds for each of its implementations.
 */
function inherited(full: GraphQLSchema, own: Conditions): Conditions {
  const all = new Map(own)
  for (const type of Object.values(full.getTypeMap()).filter(isInterfaceType)) {
    const members = full.getPossibleTypes(type).map(({ name }) => name)
    for (const suffix of ['', ...Object.keys(type.getFields()).map((field) => `.${field}`)]) {
      const sum = members.flatMap((member) => own.get(member + suffix) ?? [])
      const beyond = (own.get(type.name + suffix) ?? []).filter((condition) => !isImplied(condition, sum))
      if (beyond.length === 0) continue
      for (const member of members) all.set(member + suffix, [...(all.get(member + suffix) ?? []), ...beyond])
    }
  }

  return all
}

/** Equal conditions are one, so that a caller is judged once by each. */
function numbered(own: Conditions) {
  const conditions: Condition[] = []
  const byText = new Map<string, number>()
  const indexOf = (condition: Condition): number => {
    const text = JSON.stringify(condition)
    const known = byText.get(text)
    if (known !== undefined) return known

    byText.set(text, conditions.length)
    return conditions.push(condition) - 1
  }
  const indices = new Map([...own].map(([coordinate, list]) => [coordinate, new Set(list.map(indexOf))]))

  return { conditions, indices }
}

type Needs = ReadonlyMap<string, ReadonlySet<number>>

/** Adds what a field's types ask, then what it requires, again and again until nothing is added: chains have any depth. */
function closed(
  full: GraphQLSchema,
  types: readonly GraphQLNamedType[],
  names: DirectiveNames,
  own: Needs,
): Needs {
  const needs = new Map(own)
  const add = (coordinate: string, from: readonly string[]): boolean => {
    const before = needs.get(coordinate)
    const after = new Set([...(before ?? []), ...from.flatMap((other) => [...(needs.get(other) ?? [])])])
    if (after.size > (before?.size ?? 0)) needs.set(coordinate, after)

    return after.size > (before?.size ?? 0)
  }
  for (const type of types.filter(hasFields)) {
    for (const field of Object.values(type.getFields())) {
      add(`${type.name}.${field.name}`, [type.name, getNamedType(field.type).name])
    }
  }
  const chains = [...requiredBy(full, names)]
  while (chains.filter(([coordinate, required]) => add(coordinate, required)).length > 0);

  return needs
}

function abstractFields(full: GraphQLSchema, type: Fields): [string, string[]][] {
  const fieldsOf = Object.values(type.getFields())

  return fieldsOf.flatMap((field: GraphQLField<unknown, unknown>): [string, string[]][] => {
    const returned = getNamedType(field.type)
    if (!isAbstractType(returned)) return []

    return [[`${type.name}.${field.name}`, full.getPossibleTypes(returned).map(({ name }) => name)]]
  })
}
