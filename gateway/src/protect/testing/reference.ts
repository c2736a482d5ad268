import {
  AUTHENTICATED_VERSIONS,
  POLICY_VERSIONS,
  REQUIRES_SCOPES_VERSIONS,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  Supergraph,
} from '@apollo/federation-internals'
import {
  executeSync,
  getNamedType,
  GraphQLError,
  isNonNullType,
  isObjectType,
  parse,
  type GraphQLSchema,
} from 'graphql'
import { z } from 'zod'
import type { Rights } from '../condition.ts'
import { objects, roots } from './guarded-subgraphs.ts'

/** AND of ORs of ANDs; a list with nothing in it is met by any token. */
export type Asked = { token: boolean; scopes: string[][][]; policies: string[][][] }

const lists = z.array(z.array(z.string()))

/** What the directives of a supergraph ask for, coordinate by coordinate, as Apollo's own library reads them. */
export function directivesIn(sdl: string): ReadonlyMap<string, Asked> {
  const { schema } = Supergraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES })
  const asked = new Map<string, Asked>()
  const at = (coordinate: string): Asked => {
    const entry = asked.get(coordinate) ?? { token: false, scopes: [], policies: [] }
    asked.set(coordinate, entry)
    return entry
  }
  for (const { name, parent, ...application } of applicationsIn(schema)) {
    if (name === 'authenticated') at(parent).token = true
    if (name === 'requiresScopes') at(parent).scopes.push(lists.parse(application.arguments['scopes']))
    if (name === 'policy') at(parent).policies.push(lists.parse(application.arguments['policies']))
  }

  return asked
}

function applicationsIn(schema: Supergraph['schema']) {
  const specifications = [AUTHENTICATED_VERSIONS, REQUIRES_SCOPES_VERSIONS, POLICY_VERSIONS]

  return specifications.flatMap((versions) => {
    const { identity } = versions.latest()
    const feature = schema.coreFeatures?.getByIdentity(identity)
    const name = identity.split('/').at(-1) ?? ''
    const directive = feature && schema.directive(feature.directiveNameInSchema(name))

    return [...(directive?.applications() ?? [])].map((application) => ({
      name,
      parent: String('coordinate' in application.parent ? application.parent.coordinate : ''),
      arguments: application.arguments(),
    }))
  })
}

/** By the definition: the field's own directives, those of its type and those of the type that it returns. */
export function coordinatesFor(schema: GraphQLSchema, coordinate: string): string[] {
  const [typeName = '', fieldName = ''] = coordinate.split('.')
  const type = schema.getType(typeName)
  const field = type && 'getFields' in type ? type.getFields()[fieldName] : undefined

  return field ? [coordinate, typeName, getNamedType(field.type).name] : [typeName]
}

/** A policy is a role of the same name in this sample. */
export const meets = ({ token, scopes, policies }: Asked, rights: Rights | undefined): boolean =>
  (!token || rights !== undefined) &&
  scopes.every((anyOf) => anyOf.some((all) => all.every((name) => rights?.scopes.includes(name)))) &&
  policies.every((anyOf) => anyOf.some((all) => all.every((name) => rights?.roles.includes(name))))

export type Judge = (coordinate: string) => boolean

/** Whether one with these rights may see a type or a field of an object. */
export const judgeFor = (
  schema: GraphQLSchema,
  asked: ReadonlyMap<string, Asked>,
  rights: Rights | undefined,
): Judge => {
  return (coordinate) =>
    coordinatesFor(schema, coordinate).every((one) => {
      const needs = asked.get(one)
      return !needs || meets(needs, rights)
    })
}

type Value = Record<string, unknown>

const forbidden = () => new GraphQLError('You may not see this.', { extensions: { code: 'FORBIDDEN' } })

/**
 * The sample as one server that refuses what may not be seen field by field and object by object: the answer that the
 * gateway must give, unless a forbidden field cannot be null.
 */
export function reference(schema: GraphQLSchema, text: string, mayShow: Judge) {
  const shown = new Set<string>()
  let refuses = false
  const { data, errors = [] } = executeSync({
    schema,
    document: parse(text),
    fieldResolver(source: Value | undefined, _args, _context, { fieldName, parentType, returnType }) {
      const coordinate = `${parentType.name}.${fieldName}`
      if (!mayShow(coordinate)) {
        refuses ||= isNonNullType(returnType)
        throw forbidden()
      }
      shown.add(coordinate)
      const value = source ? valueOf(source, fieldName) : roots[fieldName]

      return isObjectType(getNamedType(returnType)) ? resolved(value, () => true) : resolved(value, mayShow)
    },
    typeResolver: (value) => z.object({ __typename: z.string() }).parse(value).__typename,
  })

  return { data, errors, shown, refuses }
}

function resolved(value: unknown, mayShow: Judge): unknown {
  if (!Array.isArray(value)) return value
  const [type, id] = value
  if (typeof type === 'string' && typeof id === 'string' && Object.hasOwn(objects, type))
    return mayShow(type) ? { ...objects[type]?.[id], id, __typename: type } : forbidden()

  return value.map((item) => resolved(item, mayShow))
}

const number = (value: unknown): number => z.number().parse(value)

const valueOf = (source: Value, field: string): unknown => {
  switch (field) {
    case 'cost':
      return number(source['margin']) * 2
    case 'forecast':
      return number(source['margin']) * 2 + 1
    case 'summary':
      return `sum of ${String(source['note'])}`
    default:
      return source[field]
  }
}
