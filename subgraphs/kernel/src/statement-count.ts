import type pg from 'pg'
import { inStatementSpan } from './statement-span.ts'

const sent = new WeakMap<pg.ClientBase, number>()

/**
 * Counts what goes over each connection of a pool, whoever sends it: Prisma and pg alike. What a unit of work
 * costs stands in its span, so that work that grows with the size of an answer is found; where traces are written,
 * each statement is a span too.
 */
export function countStatements(pool: pg.Pool): void {
  pool.on('connect', (client) => {
    const query = client.query.bind(client)
    Object.assign(client, {
      query: (...statement: Parameters<typeof query>) => {
        sent.set(client, statementsOf(client) + 1)
        return inStatementSpan(statement[0], () => query(...statement))
      },
    })
  })
}

/** How many statements the connection has been sent so far. */
export const statementsOf = (client: pg.ClientBase): number => sent.get(client) ?? 0
