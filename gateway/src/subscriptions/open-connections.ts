/** A connection of either transport, as those see it who have to end it. */
export type OpenConnection = {
  /** Tells its client to come back, elsewhere or here. */
  reconnect(withinMs: number): void
  /** Ends it without a word. */
  cut(): void
}

/** How long a client may take to close when it was told to. Milliseconds. */
const grace = 1_000

/** All open connections, to be told to reconnect one by one: their clients must not all come at the same moment. */
export function openConnections() {
  const open = new Map<OpenConnection, NodeJS.Timeout | undefined>()
  let emptied: (() => void) | undefined

  const reconnect = (withinMs: number): void => {
    for (const [connection, known] of open) {
      clearTimeout(known)
      const timer = setTimeout(() => connection.reconnect(withinMs), Math.random() * withinMs)
      open.set(connection, timer)
    }
  }

  return {
    size: () => open.size,
    /** Answers how to take it out again. */
    add(connection: OpenConnection): () => void {
      open.set(connection, undefined)

      return () => {
        clearTimeout(open.get(connection))
        open.delete(connection)
        if (open.size === 0) emptied?.()
      }
    },
    /** Over that time each is told to reconnect. */
    reconnect,
    /** The same, and ends when all have gone; who has not gone by then is cut off. */
    async drain(withinMs: number): Promise<void> {
      if (open.size === 0) return
      const { promise, resolve } = Promise.withResolvers<void>()
      emptied = resolve
      const late = setTimeout(() => {
        for (const connection of [...open.keys()]) connection.cut()
      }, withinMs + grace)
      reconnect(withinMs)
      await promise
      clearTimeout(late)
    },
  }
}

export type OpenConnections = ReturnType<typeof openConnections>
