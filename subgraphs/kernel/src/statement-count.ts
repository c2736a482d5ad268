import type pg from 'pg'

const sent = new WeakMap<pg.ClientBase, number>()

/**
 * Counts what goes over each connection of a pool, whoever sends it: Prisma and pg alike. What a unit of work
 * costs stands in its span, so that work that grows with the size of an answer is found.
 */
export function countStatements(pool: pg.Pool): void {
  pool.on('connect', (client) => {
    const query = client.query.bind(client)
    Object.assign(client, {
      query: (...statement: Parameters<typeof query>) => {
        sent.set(client, statementsOf(client) + 1)
        return query(...statement)
      },
    })
  })
}

/** How many statements the connection has been sent so far. */
export const statementsOf = (client: pg.ClientBase): number => sent.get(client) ?? 0
