import { randomUUID } from 'node:crypto'

// What a GraphQL answer holds is known by the reader of the query, not by the compiler.
// oxlint-disable-next-line typescript/no-explicit-any
export type Data = Record<string, any>

/** What a GraphQL endpoint answered. */
export type Answer = {
  data: Data
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[]
  extensions?: Record<string, unknown>
}

/** Posts to a GraphQL endpoint; the body may be given as text, for those who sign it. */
export async function post(url: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  })

  return (await response.json()) as Answer
}

export type RunOptions = {
  /** The idempotency key; a fresh one when left out. */
  key?: string
  /** What to select of the payload. */
  fields?: string
}

/** One person or program at the gateway, the way every client asks it. */
export type GraphClient = ReturnType<typeof graphClient>

export function graphClient(gatewayUrl: string, token: string | undefined, name = 'pactwork-stack') {
  const ask = (query: string, variables: Record<string, unknown> = {}): Promise<Answer> =>
    post(
      `${gatewayUrl}/graphql`,
      { query, variables },
      {
        ...(token && { authorization: `Bearer ${token}` }),
        'apollographql-client-name': name,
        'apollographql-client-version': '1',
      },
    )

  /** Asks for data and fails on any error. */
  const data = async (query: string, variables: Record<string, unknown> = {}): Promise<Data> => {
    const answer = await ask(query, variables)
    if (answer.errors) throw new Error(`${query.trim().slice(0, 120)}…: ${JSON.stringify(answer.errors)}`)

    return answer.data
  }

  /** Carries out a mutation and answers the member of its union, a rejection as well. */
  const run = async (
    mutation: string,
    input: Record<string, unknown>,
    options: RunOptions = {},
  ): Promise<Data> => {
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}`
    const selected = options.fields ? `... on ${type}Payload { ${options.fields} }` : ''
    const answer = await data(
      `mutation ${type}($input: ${type}Input!, $key: ID!) {
         ${mutation}(input: $input, idempotencyKey: $key) {
           __typename ... on Rejection { code message correlationId violations { code path message severity } }
           ${selected}
         }
       }`,
      { input, key: options.key ?? randomUUID() },
    )

    return answer[mutation]
  }

  /**
   * As `run`, and fails when the command is refused. While its evidence cannot be had it is sent again under its key, as
   * that rejection says; a busy machine is no refusal.
   */
  const carry = async (
    mutation: string,
    input: Record<string, unknown>,
    options: RunOptions = {},
  ): Promise<Data> => {
    const key = options.key ?? randomUUID()
    for (let again = 3; ; again -= 1) {
      const result = await run(mutation, input, { ...options, key })
      if (!result['code']) return result
      if (result['code'] !== 'EVIDENCE_UNAVAILABLE' || again === 0)
        throw new Error(`${mutation} was refused: ${JSON.stringify(result)}`)
    }
  }

  return { token, ask, data, run, carry }
}
