import { subscriber } from '../gateway/subscriber.ts'
import type { Data } from '../stack/graph-client.ts'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'

/** A subscription with variables `$filter`, `$after` and `$last`, and the field it asks for. */
export type Stream = { readonly field: string; readonly document: string }

type Asked = { filter?: Data; after?: string; last?: number }

export type Follower = Awaited<ReturnType<typeof followStream>>

/** Somebody who follows a stream through the gateway, from the beginning of the feed when nothing else is asked. */
export async function followStream(token: string | undefined, stream: Stream, asked: Asked = { last: 100 }) {
  const { urls } = await testStack()
  const client = subscriber(urls['gateway'] ?? '', token)
  const { results, ended, stop } = client.follow(stream.document, asked)
  let over = false
  void ended.then(() => (over = true))

  /** What came so far; an error of any field fails the test. */
  const seen = (): Data[] =>
    results.map(({ data, errors }) => {
      if (errors) throw new Error(JSON.stringify(errors))
      return data?.[stream.field] as Data
    })

  return {
    seen,
    /** Waits until so many came. */
    first: (count: number): Promise<Data[]> =>
      until(`${count} values of ${stream.field}`, async () => (seen().length >= count ? seen() : undefined), {
        within: 60_000,
      }),
    /** Waits for one of them. */
    one: (what: string, is: (value: Data) => boolean): Promise<Data> =>
      until(`${stream.field} to tell of ${what}`, async () => seen().find(is), { within: 60_000 }),
    /** With what it was refused, as soon as it is over. */
    refusal: async (): Promise<string> => {
      const reason = await ended
      return JSON.stringify([results.map(({ errors }) => errors ?? []), reason ?? []])
    },
    /** Whether the subscription or its connection has ended. */
    isOver: () => over || client.closes.length > 0,
    async leave() {
      stop()
      await client.close()
    },
  }
}

/** Follows for as long as a test needs, and leaves. */
export async function following<Value>(
  token: string | undefined,
  stream: Stream,
  asked: Asked,
  use: (follower: Follower) => Promise<Value>,
): Promise<Value> {
  const follower = await followStream(token, stream, asked)
  try {
    return await use(follower)
  } finally {
    await follower.leave()
  }
}
