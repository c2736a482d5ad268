import { beforeAll, describe, expect, test } from '@jest/globals'
import {
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql'
import { loadGraph } from '../graph.ts'

let schema: GraphQLSchema
let mutations: GraphQLField<unknown, unknown>[]
let fields: string[]

beforeAll(async () => {
  schema = (await loadGraph()).schema
  mutations = Object.values(schema.getMutationType()?.getFields() ?? {})
  fields = Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__'))
    .filter((type) => isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`))
})

const edits = /^(update|patch|put|edit|save|delete|upsert|complete|calculate)|(Status|State|Task)$/

describe('the graph that clients see', () => {
  test('API-01 changes by intents, never by writing a state, a row or a task', () => {
    const written = fields.filter((field) => /Input[.](status|state)$/.test(field))

    expect(mutations.length).toBeGreaterThan(30)
    expect(mutations.map(({ name }) => name).filter((name) => edits.test(name))).toEqual([])
    expect(written).toEqual([])
    expect(
      ['updateQuote', 'setOrderStatus', 'completeTask', 'calculateTotal'].every((name) => edits.test(name)),
    ).toBe(true)
  })

  test('API-04 takes every change with an idempotency key', () => {
    for (const { name, args } of mutations)
      expect([
        name,
        args.map((arg) => `${arg.name}: ${arg.name === 'input' ? '' : String(arg.type)}`),
      ]).toEqual([name, ['input: ', 'idempotencyKey: ID!']])
  })

  test('API-06 shows no row of a table: no column by its name, no tenant', () => {
    expect(fields.length).toBeGreaterThan(300)
    expect(fields.filter((field) => /[.].*(_|tenantId)/.test(field))).toEqual([])
  })

  test('WFL-17 WFL-18 knows work items and processes, and nothing of the engine', () => {
    const own = mutations.map(({ name }) => name).filter((name) => /work|task|process/i.test(name))

    expect(own.toSorted()).toEqual(['claimWorkItem', 'escalateWorkItem', 'releaseWorkItem', 'retryProcess'])
    expect(fields.filter((field) => /camunda|engine|activity|instance|task/i.test(field))).toEqual([])
  })
})
