/** What is sent, and the answer that is expected: a status and, where there is a body, the code of its one error. */
export type AbuseCase = {
  name: string
  status: number
  code: string | undefined
} & Sent

export type Sent =
  /** A POST of this as JSON. */
  | { body: unknown }
  /** A POST of these bytes as they are, or whatever else the head says. */
  | {
      request: {
        method?: string
        path?: string
        headers?: Record<string, string>
        bytes?: string | Buffer
      }
    }
  /** These bytes on a connection of their own; `{token}` stands for a good token, `{port}` for the gateway's port. */
  | { socket: string | Buffer }

export const query = (
  name: string,
  code: string,
  source: string,
  variables?: unknown,
  operationName?: string,
): AbuseCase => ({
  name,
  status: 400,
  code,
  body: {
    query: source,
    ...(variables !== undefined && { variables }),
    ...(operationName && { operationName }),
  },
})

export const times = (count: number, text: (index: number) => string, between = ' '): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(between)
