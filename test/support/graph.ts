import { callHeader, callSigner, type MachineRole } from '@pactwork/kernel/runtime/call-identity'
import { randomUUID } from 'node:crypto'
import { testStack } from './test-stack.ts'

/** What a GraphQL endpoint answered. */
export type Answer<Data = Record<string, any>> = {
  data: Data
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[]
  extensions?: Record<string, unknown>
}

/** Asks the gateway as the holder of a token, the way every client does. */
export async function ask<Data = Record<string, any>>(
  token: string | undefined,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer<Data>> {
  const { env } = await testStack()

  return post(
    `${env.PACTWORK_GATEWAY_URL}/graphql`,
    { query, variables },
    {
      ...(token && { authorization: `Bearer ${token}` }),
      'apollographql-client-name': 'pactwork-tests',
      'apollographql-client-version': '1',
    },
  )
}

/** Asks for data and fails on any error: for the steps of a test that are not its subject. */
export async function data<Data = Record<string, any>>(
  token: string | undefined,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const answer = await ask<Data>(token, query, variables)
  if (answer.errors) throw new Error(`${query.trim().slice(0, 80)}…: ${JSON.stringify(answer.errors)}`)

  return answer.data
}

/** Carries out a mutation with a fresh key (or the one given) and answers the member of its union. */
export async function run(
  token: string,
  mutation: string,
  input: Record<string, unknown>,
  { key = randomUUID(), fields = '' }: { key?: string; fields?: string } = {},
): Promise<Record<string, any>> {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}`
  const answer = await data(
    token,
    `mutation Run($input: ${type}Input!, $key: ID!) {
       ${mutation}(input: $input, idempotencyKey: $key) {
         __typename ... on Rejection { code message correlationId violations { code path message severity } }
         ${fields && `... on ${type}Payload { ${fields} }`}
       }
     }`,
    { input, key },
  )

  return answer[mutation]
}

/** As `run`, and fails when the command is refused. */
export async function carry(...args: Parameters<typeof run>): Promise<Record<string, any>> {
  const result = await run(...args)
  if (result.code) throw new Error(`${args[1]} was refused: ${JSON.stringify(result)}`)

  return result
}

/** Calls a subgraph directly as one of our machines. */
export async function askSubgraph<Data = Record<string, any>>(
  role: MachineRole,
  tenantId: string,
  context: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer<Data>> {
  const { env } = await testStack()
  const body = JSON.stringify({ query, variables })
  const sign = callSigner(role, env.PACTWORK_KEYS_DIR ?? '')
  const headers = { [callHeader]: await sign(context, body, { tenantId, correlationId: randomUUID() }) }

  return post(`${env.PACTWORK_SUBGRAPHS_URL}/${context}/graphql`, body, headers)
}

async function post<Data>(
  url: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Answer<Data>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  })

  return (await response.json()) as Answer<Data>
}
