import { connection, type Page } from '@pactwork/kernel/connection'
import type { GraphContext } from '@pactwork/kernel/graph-context'
import { query } from '@pactwork/kernel/resolver'
import { readTenant } from '../tenant.store.ts'
import { listUsers, usersById } from '../user-views.ts'

/** Everybody with a token may ask who they are. */
export const me = (_: unknown, _arguments: unknown, { actor, load }: GraphContext) =>
  actor.kind === 'user' ? load(usersById, actor.id) : null

export const user = (_: unknown, { id }: { id: string }, { load }: GraphContext) => load(usersById, id)

export const tenant = (_: unknown, _arguments: unknown, { read }: GraphContext) => read(readTenant)

export const users = query({ permission: 'access:read' }, (page: Page, { read }) =>
  connection(page, (bounds) => read((uow) => listUsers(uow, bounds))),
)
