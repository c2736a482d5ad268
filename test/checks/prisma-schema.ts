import type { Column, Table, Tables } from './tables.ts'

const model = /^model \w+ \{([\s\S]*?)^\}/gm
const field = /^ {2}(\w+)\s+(\w+)(\[\])?(\?)?(.*)$/gm

const scalars: Readonly<Record<string, string>> = {
  String: 'text',
  Int: 'integer',
  BigInt: 'bigint',
  Boolean: 'boolean',
  DateTime: 'timestamp(3) without time zone',
  Json: 'jsonb',
  Decimal: 'numeric(65,30)',
  Float: 'double precision',
  Bytes: 'bytea',
}

const natives: Readonly<Record<string, (argument: string) => string>> = {
  Uuid: () => 'uuid',
  Timestamptz: (precision) => `timestamp(${precision}) with time zone`,
  Date: () => 'date',
  Decimal: (precision) => `numeric(${precision.replaceAll(' ', '')})`,
  VarChar: (length) => `character varying(${length})`,
  Char: (length) => `character(${length})`,
  SmallInt: () => 'smallint',
}

/** The tables that a schema.prisma describes; relations are none of its columns. */
export const tablesOfSchema = (schema: string): Tables =>
  Object.fromEntries(
    [...schema.matchAll(model)].map(([, body = '']) => [mapped(body, '@@map') ?? '', tableOf(body)]),
  )

function tableOf(body: string): Table {
  const fields = [...body.matchAll(field)]
    .filter(([, , type = '']) => type in scalars)
    .map(([, name = '', type = '', list, optional, attributes = '']) => ({
      name,
      column: mapped(attributes, '@map') ?? name,
      isKey: /@id\b/.test(attributes),
      is: {
        type: `${typeOf(type, attributes)}${list ?? ''}`,
        nullable: optional !== undefined,
      } satisfies Column,
    }))
  const composed = /@@id\(\[([^\]]+)\]/
    .exec(body)?.[1]
    ?.split(',')
    .map((name) => name.trim())
  const key = composed ?? fields.filter(({ isKey }) => isKey).map(({ name }) => name)

  return {
    columns: Object.fromEntries(fields.map(({ column, is }) => [column, is])),
    key: key.map((name) => fields.find((one) => one.name === name)?.column ?? name),
  }
}

function typeOf(type: string, attributes: string): string {
  const [, native = '', argument = ''] = /@db\.(\w+)(?:\(([^)]*)\))?/.exec(attributes) ?? []
  if (native === '') return scalars[type] ?? type

  return natives[native]?.(argument) ?? `@db.${native}, which this check does not know`
}

const mapped = (text: string, attribute: '@map' | '@@map'): string | undefined =>
  new RegExp(`${attribute}\\("([^"]+)"\\)`).exec(text)?.[1]
