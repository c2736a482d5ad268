import type { ProcessEvent } from '@pactwork/contracts/events/worklist'
import { accept, mayBecome, reject, type Decision, type Transitions } from '@pactwork/kernel/decision'
import type { IncidentClass } from './incident.rules.ts'

export type ProcessState =
  | 'STARTING'
  | 'STARTED'
  | 'RUNNING'
  | 'SUSPENDED'
  | 'UNKNOWN'
  | 'COMPLETED'
  | 'CANCELLED'

/**
 * STARTING and UNKNOWN hold the place of an instance that may exist (M24). An instance may bind before the
 * answer to its start arrives, so RUNNING follows from each of them.
 */
export const processTransitions: Transitions<ProcessState> = {
  STARTING: ['STARTED', 'UNKNOWN', 'RUNNING', 'COMPLETED', 'CANCELLED'],
  UNKNOWN: ['STARTED', 'RUNNING', 'COMPLETED', 'CANCELLED'],
  STARTED: ['RUNNING', 'SUSPENDED', 'COMPLETED', 'CANCELLED'],
  RUNNING: ['SUSPENDED', 'COMPLETED', 'CANCELLED'],
  SUSPENDED: ['RUNNING', 'COMPLETED', 'CANCELLED'],
  COMPLETED: [],
  CANCELLED: [],
}

export type Scalar = string | number | boolean

export type Incident = { class: IncidentClass; key: string; step: string; retried: number; since: Date }

/** That a domain object is carried by a process of the engine: kept outside the engine (WFL-04). */
export type ProcessCorrelation = {
  id: string
  version: number
  processKey: string
  domainType: string
  domainId: string
  businessKey: string
  /** The fact that asked for the process; the same fact never asks twice. */
  causeId: string
  variables: Record<string, Scalar>
  state: ProcessState
  processInstanceId: string | null
  incident: Incident | null
  requestedAt: Date
  changedAt: Date
}

type Result = Decision<ProcessEvent>
type Request = Pick<
  ProcessCorrelation,
  'processKey' | 'domainType' | 'domainId' | 'businessKey' | 'causeId' | 'variables'
>

const about = ({ processKey, domainType, domainId, businessKey }: Request) => ({
  processKey,
  domainType,
  domainId,
  businessKey,
})

export const isActive = ({ state }: Pick<ProcessCorrelation, 'state'>): boolean =>
  processTransitions[state].length > 0

/** The start is decided before the engine hears of it, so that it can be found again after a crash. */
export const requestProcess = (_: undefined, request: Request): Result =>
  accept({
    type: 'ProcessRequested',
    ...about(request),
    causeId: request.causeId,
    variables: request.variables,
  })

/** The engine's answer to a start. Late or repeated answers change nothing. */
export function recordStarted(process: ProcessCorrelation, processInstanceId: string): Result {
  if (!mayBecome(processTransitions, process.state, 'STARTED')) return accept()

  return accept({ type: 'ProcessStarted', ...about(process), processInstanceId })
}

/** No answer came. Nothing is started again before the engine has been asked. */
export const recordStartUnknown = (process: ProcessCorrelation): Result =>
  mayBecome(processTransitions, process.state, 'UNKNOWN')
    ? accept({ type: 'ProcessStartUnknown', ...about(process) })
    : accept()

/** The first instance to ask wins the correlation; asking again is harmless, any other is refused (M24). */
export function bind(process: ProcessCorrelation, processInstanceId: string): Result {
  if (!isActive(process)) return reject('PROCESS_NOT_ACTIVE', { state: process.state })
  if (process.state === 'RUNNING' || process.state === 'SUSPENDED')
    return process.processInstanceId === processInstanceId ? accept() : reject('PROCESS_ALREADY_BOUND')

  return accept({ type: 'ProcessBound', ...about(process), processInstanceId })
}

/** What the engine says of the instance when it is asked. */
export type Observation = 'ACTIVE' | 'SUSPENDED' | 'COMPLETED' | 'TERMINATED'

/**
 * Follows the engine's state of the instance; it says nothing about the domain object (ORD-12). What is seen of
 * any other instance, one that lost the binding while it was looked at, says nothing about the one that won.
 */
export function observe(
  process: ProcessCorrelation,
  { processInstanceId, observation }: { processInstanceId: string; observation: Observation },
): Result {
  if (!isActive(process) || process.processInstanceId !== processInstanceId) return accept()
  if (observation === 'COMPLETED') return accept({ type: 'ProcessCompleted', ...about(process) })
  if (observation === 'TERMINATED')
    return accept({ type: 'ProcessCancelled', ...about(process), because: 'ended in the engine' })
  if (observation === 'SUSPENDED')
    return mayBecome(processTransitions, process.state, 'SUSPENDED')
      ? accept({ type: 'ProcessSuspended', ...about(process) })
      : accept()

  return process.state === 'SUSPENDED' ? accept({ type: 'ProcessResumed', ...about(process) }) : accept()
}

/** A newer fact about the same domain object takes the place of this process. */
export const supersede = (process: ProcessCorrelation): Result =>
  isActive(process)
    ? accept({ type: 'ProcessCancelled', ...about(process), because: 'superseded by a newer fact' })
    : accept()

/**
 * An incident is recorded once; a repeated look at the same one changes nothing. One of an instance that does not
 * carry the process any more is none of it.
 */
export function recordIncident(
  process: ProcessCorrelation,
  { processInstanceId, ...incident }: Omit<Incident, 'since' | 'retried'> & { processInstanceId: string },
): Result {
  if (!isActive(process)) return reject('PROCESS_NOT_ACTIVE', { state: process.state })
  if (process.processInstanceId !== processInstanceId) return reject('PROCESS_ALREADY_BOUND')
  if (process.incident?.key === incident.key) return accept()
  const retried = process.incident?.step === incident.step ? process.incident.retried + 1 : 0

  return accept({
    type: 'ProcessIncidentRecorded',
    ...about(process),
    incidentClass: incident.class,
    incidentKey: incident.key,
    step: incident.step,
    retried,
  })
}

/** The engine shows no incident any more. */
export const resolveIncident = (process: ProcessCorrelation): Result =>
  process.incident && isActive(process)
    ? accept({ type: 'ProcessIncidentResolved', ...about(process), incidentKey: process.incident.key })
    : accept()

const stateAfter: Partial<Record<ProcessEvent['type'], ProcessState>> = {
  ProcessStarted: 'STARTED',
  ProcessStartUnknown: 'UNKNOWN',
  ProcessBound: 'RUNNING',
  ProcessSuspended: 'SUSPENDED',
  ProcessResumed: 'RUNNING',
  ProcessCompleted: 'COMPLETED',
  ProcessCancelled: 'CANCELLED',
}

/** The state after one fact. */
export function evolve(
  process: ProcessCorrelation | undefined,
  event: ProcessEvent,
  meta: { id: string; version: number; at: Date },
): ProcessCorrelation {
  if (event.type === 'ProcessRequested')
    return {
      ...about(event),
      id: meta.id,
      version: meta.version,
      causeId: event.causeId,
      variables: event.variables,
      state: 'STARTING',
      processInstanceId: null,
      incident: null,
      requestedAt: meta.at,
      changedAt: meta.at,
    }
  if (!process) throw new Error(`${event.type} without a process`)

  const next = { ...process, version: meta.version, changedAt: meta.at }
  if (event.type === 'ProcessIncidentRecorded') {
    const { incidentClass, incidentKey, step, retried } = event
    return { ...next, incident: { class: incidentClass, key: incidentKey, step, retried, since: meta.at } }
  }
  if (event.type === 'ProcessIncidentResolved') return { ...next, incident: null }

  return {
    ...next,
    state: stateAfter[event.type] ?? process.state,
    processInstanceId: 'processInstanceId' in event ? event.processInstanceId : process.processInstanceId,
  }
}
