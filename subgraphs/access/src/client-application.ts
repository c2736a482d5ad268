import type { ClientEvent } from '@pactwork/contracts/events/access'
import { accept, type Decision } from '@pactwork/kernel/decision'

/** A program with credentials of its own, which acts as the user made for it (SEC-06). */
export type ClientApplication = {
  readonly id: string
  readonly version: number
  readonly slug: string
  readonly userId: string
}

export const registerClient = (client: {
  clientId: string
  slug: string
  userId: string
}): Decision<ClientEvent> => accept({ type: 'ClientApplicationRegistered', ...client })

export const evolve = (
  _: ClientApplication | undefined,
  event: ClientEvent,
  { id, version }: { id: string; version: number },
): ClientApplication => ({
  id,
  version,
  slug: event.slug,
  userId: event.userId,
})
