import { UnitOfWorkEnded } from '../database.ts'
import { EvidenceUnavailable, Fault } from '../errors.ts'

/** Something that is needed is away for now: the one reason to try again for ever (M16). */
export class Outage extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Outage'
  }
}

const network = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_)/
/**
 * PostgreSQL: connection, login, operator intervention, resources, system, read-only standby, locks, lost races,
 * a table or right that a migration still owes: no event can cause them. Prisma: no connection, timeouts.
 */
const database =
  /^(08...|28...|3D000|57...|53...|58...|25006|55P03|40...|42P01|42501|P1\d{3}|P2024|P2028|P2034)$/
const wording =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/

/**
 * Whether an error means that something is away, rather than that this event can never be handled. A Fault is
 * thrown for what its author could not settle, so it counts as one.
 */
export function isOutage(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof Outage || cause instanceof EvidenceUnavailable || cause instanceof Fault) return true
    if (cause instanceof UnitOfWorkEnded || cause.name === 'TimeoutError' || cause.name.startsWith('KafkaJS'))
      return true
    if (
      'code' in cause &&
      typeof cause.code === 'string' &&
      (network.test(cause.code) || database.test(cause.code))
    )
      return true
    if (wording.test(cause.message)) return true
  }

  return false
}
