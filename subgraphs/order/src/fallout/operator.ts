import type { Actor } from '@pactwork/kernel/actor'
import type { Operator } from './fallout.ts'

/** The person behind a command, as far as fallout is concerned. */
export const operatorOf = (actor: Actor): Operator => ({
  id: actor.id,
  groups: actor.groups,
  supervises: actor.permissions.has('fallout:supervise'),
})
