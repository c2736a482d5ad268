import type { GraphServer } from '../graph-server.ts'
import type { CheckLimits } from '../limits/check.ts'
import type { Admission } from './admission.ts'
import type { Following } from './client-connection.ts'
import type { OpenConnections } from './open-connections.ts'

/** What both transports need to serve subscriptions. */
export type Serving = Following & {
  graphs: GraphServer
  /** Undefined where nothing is limited. */
  limits: CheckLimits | undefined
  admission: Admission
  connections: OpenConnections
  /** How often a client is asked, or told, that somebody is there; milliseconds. */
  heartbeatMs: number
  development: boolean
}
