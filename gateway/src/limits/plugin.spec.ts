import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { ApolloServer } from '@apollo/server'
import { createLog } from '@pactwork/kernel/runtime/log'
import { buildSchema, type ASTVisitor, type ValidationContext } from 'graphql'
import { noMetrics } from '../observe/metrics.ts'
import { startOperation, type Operation } from '../operation.ts'
import { limitsPlugin } from './plugin.ts'
import { limitsSettings } from './settings.ts'

const schema = buildSchema('type Query { a: Query list(first: Int): [Query] x: Int }')
const operation = () =>
  startOperation({
    caller: {
      user: undefined,
      token: undefined,
      client: { name: 'test', version: '1' },
      correlationId: 'test',
      rights: 'anonymous',
    },
    log: createLog('limits', 'silent'),
    signal: new AbortController().signal,
  })

describe.each([
  ['with limits', false],
  ['open', true],
])('the plugin, %s', (_, open) => {
  const validated: number[] = []
  const refused: string[] = []
  /** Counts the fields that validation goes through. */
  const counting = (_context: ValidationContext): ASTVisitor => {
    const index = validated.push(0) - 1
    return { Field: () => void (validated[index] = (validated[index] ?? 0) + 1) }
  }
  const server = new ApolloServer<Operation>({
    schema,
    validationRules: [counting],
    parseOptions: { maxTokens: 5_000 },
    plugins: [
      limitsPlugin({
        settings: limitsSettings.parse({ costInAnswer: 'always' }),
        graphOf: () => ({ full: schema }),
        budget: undefined,
        metrics: { ...noMetrics, refused: (code) => void refused.push(code) },
        open,
      }),
    ],
  })
  const ask = async (query: string) => {
    validated.length = 0
    const { body } = await server.executeOperation({ query }, { contextValue: operation() })
    if (body.kind !== 'single') throw new Error('Answered in parts.')
    const { errors = [], extensions } = body.singleResult

    return { code: errors[0]?.extensions?.['code'], validated: [...validated], cost: extensions?.['cost'] }
  }
  beforeAll(() => server.start())
  afterAll(() => server.stop())

  const bomb = `{ a { ${'x '.repeat(200)} } }`

  test('what is too much is validated only where nothing is limited', async () => {
    expect(await ask(bomb)).toEqual(
      open
        ? { code: undefined, validated: [201], cost: undefined }
        : { code: 'TOO_MANY_REPEATS', validated: [0], cost: undefined },
    )
  })

  test('the same again is known and comes to the same', async () => {
    expect(await ask(bomb)).toMatchObject({ code: open ? undefined : 'TOO_MANY_REPEATS', validated: [] })
    expect(refused).toEqual(open ? [] : ['TOO_MANY_REPEATS', 'TOO_MANY_REPEATS'])
  })

  test('what may run has a cost where there are limits', async () => {
    expect(await ask('{ list(first: 3) { x } }')).toMatchObject({
      code: undefined,
      cost: open ? undefined : { estimated: 3, limit: 25_000 },
    })
  })

  test('a document of too many tokens is told apart from one that is none', async () => {
    expect((await ask(`{ ${'x '.repeat(6_000)}`)).code).toBe(
      open ? 'GRAPHQL_PARSE_FAILED' : 'TOO_MANY_TOKENS',
    )
    expect((await ask('{ x')).code).toBe('GRAPHQL_PARSE_FAILED')
  })
})
