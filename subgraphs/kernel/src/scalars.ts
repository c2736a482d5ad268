import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'
import { decimalSchema } from './money.ts'

const refuse = (name: string, expected: string): never => {
  throw new GraphQLError(`${name} must be ${expected}.`, { extensions: { code: 'BAD_USER_INPUT' } })
}

const text = (
  name: string,
  expected: string,
  valid: (value: string) => boolean,
  show: (value: unknown) => string = String,
) =>
  new GraphQLScalarType<string, string>({
    name,
    serialize: (value) => show(value),
    parseValue: (value) => (typeof value === 'string' && valid(value) ? value : refuse(name, expected)),
    parseLiteral: (node) =>
      node.kind === Kind.STRING && valid(node.value) ? node.value : refuse(name, expected),
  })

const isDay = (value: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).toISOString().startsWith(value)

const day = (value: unknown): string =>
  value instanceof Date ? value.toISOString().slice(0, 10) : String(value)
const instant = (value: unknown): string => new Date(value as string | Date).toISOString()
const isInstant = (value: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(value) &&
  !Number.isNaN(Date.parse(value))

const literal = (node: ValueNode, variables: Record<string, unknown> | null | undefined): unknown => {
  switch (node.kind) {
    case Kind.NULL:
      return null
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value)
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value
    case Kind.LIST:
      return node.values.map((value) => literal(value, variables))
    case Kind.OBJECT:
      return Object.fromEntries(
        node.fields.map((field) => [field.name.value, literal(field.value, variables)]),
      )
    case Kind.VARIABLE:
      return variables?.[node.name.value]
  }
}

/** The scalars of `contracts/graph/common.graphql`: strings in and out, checked at the edge. */
export const scalars = {
  DateTime: text(
    'DateTime',
    'an RFC 3339 time with zone, such as "2026-03-01T12:00:00Z"',
    isInstant,
    instant,
  ),
  Date: text('Date', 'a day, such as "2026-03-01"', isDay, day),
  Decimal: text(
    'Decimal',
    'a decimal string, such as "12.50"',
    (value) => decimalSchema.safeParse(value).success,
  ),
  Cursor: text('Cursor', 'a cursor as it came', (value) => value.length > 0 && value.length <= 400),
  JSON: new GraphQLScalarType({ name: 'JSON', parseValue: (value: unknown) => value, parseLiteral: literal }),
}
