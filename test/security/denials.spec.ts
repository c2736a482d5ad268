import { beforeAll, describe, expect, test } from '@jest/globals'
import { loadGraph, type Graph } from '@pactwork/gateway/graph'
import { permissionsOf } from '@pactwork/contracts/permissions'
import { allContexts } from '@pactwork/host/contexts'
import { randomUUID } from 'node:crypto'
import { personas } from '../stack/tenants.ts'
import type { Tenant } from '../stack/tenants.ts'
import { askSubgraph, gateway } from '../support/graph.ts'
import { newSellingTenant } from '../support/tenant.ts'
import { exampleOf } from './examples.ts'

const graph: Graph = await loadGraph()
const mutations = Object.values(graph.schema.getMutationType()?.getFields() ?? {})
const commands = new Map(allContexts.flatMap(({ commands: all }) => all.map((one) => [one.name, one])))

/** The mutation with an input that its types allow, whatever it may mean. */
function operation(name: string): { query: string; variables: Record<string, unknown> } {
  const field = mutations.find((one) => one.name === name)
  const input = field?.args.find((argument) => argument.name === 'input')?.type
  if (!input) throw new Error(`${name} takes no input.`)

  return {
    query: `mutation ($input: ${String(input)}, $key: ID!) { ${name}(input: $input, idempotencyKey: $key) { __typename } }`,
    variables: { input: exampleOf(input), key: randomUUID() },
  }
}

let tenant: Tenant
beforeAll(async () => {
  tenant = await newSellingTenant('denials')
}, 60_000)

/** DENIED, UNAUTHENTICATED, or ANSWERED: the command itself had a say. */
async function outcome(name: string, persona: (typeof personas)[number]['slug'] | undefined) {
  const client = persona ? await tenant.as(persona) : await gateway()
  const { query, variables } = operation(name)
  const { data, errors } = await client.ask(query, variables)
  const code = errors?.[0]?.extensions?.['code']
  if (errors && code !== 'DENIED' && code !== 'UNAUTHENTICATED') throw new Error(JSON.stringify(errors))

  return errors ? code : data?.[name]?.__typename && 'ANSWERED'
}

test('API-01 every public mutation is a command that a person needs a permission for', () => {
  expect(mutations.length).toBeGreaterThan(30)
  for (const { name } of mutations)
    expect([name, commands.get(name)?.permission]).toEqual([name, expect.stringMatching(/^[a-z]+:[a-z]+$/)])
})

describe.each(mutations.map(({ name }) => name))('SEC-07 SEC-13 %s', (name) => {
  const permission = commands.get(name)?.permission ?? ''
  const holders = personas.filter(({ roles }) => permissionsOf(roles).has(permission))
  const others = personas.filter((one) => !holders.includes(one))

  test(`is denied without ${permission}`, async () => {
    const outcomes = await Promise.all(others.map(({ slug }) => outcome(name, slug)))

    expect(outcomes).toEqual(others.map(() => 'DENIED'))
    expect(others.length).toBeGreaterThan(0)
    expect(await outcome(name, undefined)).toBe('UNAUTHENTICATED')
  })

  test(`is answered with ${permission}`, async () => {
    expect(holders.length).toBeGreaterThan(0)
    expect(await outcome(name, holders[0]?.slug)).toBe('ANSWERED')
  })
})

describe('What only machines may', () => {
  const fieldsOf = (type: 'Query' | 'Mutation', schema = graph.full) => {
    const object = type === 'Query' ? schema.getQueryType() : schema.getMutationType()
    return Object.keys(object?.getFields() ?? {}).filter((name) => !name.startsWith('_'))
  }
  const hidden = (type: 'Query' | 'Mutation') => {
    const seen = new Set(fieldsOf(type, graph.schema))
    return fieldsOf(type).filter((name) => !seen.has(name))
  }

  test('ORD-26 SEC-13 has no field in the public graph, and no public field is a machine’s', () => {
    const forMachines = [...commands.values()].filter(({ permission }) => permission === null)
    const exposed = new Set([...fieldsOf('Mutation', graph.schema), ...fieldsOf('Query', graph.schema)])

    expect(forMachines.filter(({ name }) => exposed.has(name))).toEqual([])
    expect(hidden('Mutation')).toEqual(
      expect.arrayContaining([
        'startFulfillmentItem',
        'performFulfillmentItem',
        'bindProcess',
        'calculatePrice',
      ]),
    )
  })

  test.each([
    ...hidden('Mutation').map((name) => ['mutation', name]),
    ...hidden('Query').map((name) => ['query', name]),
  ])('ORD-26 SEC-13 the gateway knows no %s %s', async (kind, name) => {
    const admin = await tenant.as('admin')
    const answer = await admin.ask(`${kind} { ${name} { __typename } }`)

    expect(answer.errors?.[0]).toMatchObject({
      message: expect.stringContaining(`Cannot query field "${name}"`),
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    })
  })

  test('SEC-13 a machine has no person’s commands either', async () => {
    const context = allContexts.find(({ name }) => name === 'order')
    const theirs = (context?.commands ?? []).filter(({ permission }) => permission !== null)
    for (const { name } of theirs.filter((one) => mutations.some((mutation) => mutation.name === one.name))) {
      const { query, variables } = operation(name)
      const { errors } = await askSubgraph('worker', tenant.id, 'order', query, variables)
      expect([name, errors?.[0]?.extensions?.['code']]).toEqual([name, 'DENIED'])
    }
    expect(theirs.length).toBeGreaterThan(0)
  })
})
