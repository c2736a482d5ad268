import { setTimeout as delay } from 'node:timers/promises'
import { subscriptionClient } from '@pactwork/contracts/client'

const document = `subscription News($about: ID, $after: Cursor, $last: Int) {
  news(about: $about, after: $after, last: $last) {
    __typename
    ... on News { cursor occurredAt position person { name } }
    ... on FeedGap { reason cursor }
  }
}`

type News = {
  news:
    | { __typename: 'News'; occurredAt: string; position: number; person: { name: string } | null }
    | { __typename: 'FeedGap'; reason: string; cursor: string }
}
type Reading = {
  url: string
  tokens: readonly string[]
  transport?: 'websocket' | 'sse'
  variables?: Record<string, unknown>
  after?: string
}

/** One subscriber for each token, each on a connection of its own. Fails when an event is missing or comes twice. */
export function readers({ url, tokens, transport = 'sse', variables = {}, after }: Reading) {
  const problems: string[] = []
  const latencies: number[] = []
  const problem = (text: string): void => void (problems.length < 20 && problems.push(text))
  const all = tokens.map((token, index) => {
    const state = { received: 0, position: 0 }
    const client = subscriptionClient({ url: `${url}/graphql`, transport, token: () => token, name: 'bench' })
    client.subscribe<News>(
      {
        query: document,
        variables,
        after,
        onGap: ({ reason }) => problem(`reader ${index} was told of a gap: ${reason}`),
        onReturn: ({ code, message }) => problem(`reader ${index} had to come back: ${code} ${message}`),
      },
      {
        next({ value: { occurredAt, position, person }, errors }) {
          latencies.push(Date.now() - Date.parse(occurredAt))
          if (errors.length > 0 || !person)
            problem(`reader ${index} was told errors: ${JSON.stringify(errors)}`)
          if (state.received > 0 && position !== state.position + 1)
            problem(`reader ${index} was told ${position} after ${state.position}`)
          state.received += 1
          state.position = position
        },
        ended: (error) => error && problem(`reader ${index} ended: ${error.code} ${error.message}`),
      },
    )

    return { state, close: () => client.close() }
  })

  const check = (): void => {
    if (problems.length > 0) throw new Error(problems.join('; '))
  }

  return {
    /** Throws what was not as it should be. */
    check,
    /** Of every event at every reader, from when it happened; milliseconds. */
    latencies,
    /** When every reader has been told of that event. */
    async at(position: number, within = 120_000): Promise<void> {
      const deadline = Date.now() + within
      while (!all.every(({ state }) => state.position >= position)) {
        check()
        if (Date.now() > deadline) throw new Error(`Not all readers were told of ${position} in time.`)
        await delay(1)
      }
      check()
    },
    close: () => all.forEach((each) => each.close()),
  }
}
