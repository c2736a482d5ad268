type Told = { id: string | undefined; event: string; data: unknown }

type Asking = {
  token?: string
  query: string
  variables?: Record<string, unknown>
  lastEventId?: string
  method?: 'GET' | 'POST'
  accept?: string
}

/** A subscription by server-sent events, read as a browser does: what it was sent, and how it ended. */
export async function eventStream(url: string, asking: Asking) {
  const { token, query, variables = {}, lastEventId, method = 'POST', accept = 'text/event-stream' } = asking
  const controller = new AbortController()
  const params = new URLSearchParams({ query, variables: JSON.stringify(variables) })
  const response = await fetch(`${url}/graphql${method === 'GET' ? `?${params.toString()}` : ''}`, {
    method,
    headers: {
      accept,
      ...(token && { authorization: `Bearer ${token}` }),
      ...(lastEventId && { 'last-event-id': lastEventId }),
      ...(method === 'POST' && { 'content-type': 'application/json' }),
    },
    ...(method === 'POST' && { body: JSON.stringify({ query, variables }) }),
    signal: controller.signal,
  })
  const events: Told[] = []
  const seen = { lastEventId: lastEventId, retries: [] as number[], comments: 0 }

  const block = (text: string): void => {
    const fields = new Map<string, string>()
    for (const line of text.split('\n')) {
      if (line.startsWith(':')) seen.comments += 1
      else {
        const [name = '', value = ''] = line.split(/: ?(.*)/s)
        fields.set(name, value)
      }
    }
    if (fields.has('retry')) seen.retries.push(Number(fields.get('retry')))
    if (fields.has('id')) seen.lastEventId = fields.get('id')
    if (!fields.has('data')) return
    const data = fields.get('data') ?? ''
    events.push({
      id: fields.get('id'),
      event: fields.get('event') ?? 'message',
      data: data === '' ? undefined : JSON.parse(data),
    })
  }
  const read = async (): Promise<'ended' | 'broken'> => {
    if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return 'ended'
    let rest = ''
    const decoder = new TextDecoder()
    try {
      for await (const chunk of response.body ?? []) {
        const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
        rest = blocks.pop() ?? ''
        for (const each of blocks) block(each)
      }
      return 'ended'
    } catch {
      return 'broken'
    }
  }

  return {
    response,
    events,
    /** The id of the last event, which a browser sends when it comes back; what else was told. */
    seen,
    /** When the server has ended it, or the connection broke. */
    ended: read(),
    /** The value of the one field of each event. */
    values: (): Record<string, unknown>[] =>
      events.flatMap(({ event, data }) =>
        event === 'next' && isResult(data) && data.data ? Object.values(data.data) : [],
      ),
    leave: () => controller.abort(),
  }
}

const isResult = (data: unknown): data is { data?: Record<string, Record<string, unknown>> } =>
  typeof data === 'object' && data !== null && 'data' in data
