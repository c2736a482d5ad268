/** What an incident of the engine asks for (WFL-05). */
export type IncidentClass = 'TECHNICAL_RETRY' | 'UNKNOWN_OUTCOME' | 'BUSINESS_FALLOUT' | 'MODEL_DEFECT'

/** What the engine says of a step that ran out of retries. */
export type EngineIncident = {
  /** `failedExternalTask` for a worker's step, `failedJob` for a timer, a gateway or a decision table. */
  kind: string
  step: string
  /** The message a worker left, such as `DEADLINE: …`; null when there is none. */
  message: string | null
}

/** How often a technical incident is retried by itself before a person is asked. */
export const automaticRetries = 3

const classOfReason: Readonly<Record<string, IncidentClass>> = {
  OUTAGE: 'TECHNICAL_RETRY',
  DEADLINE: 'UNKNOWN_OUTCOME',
  REJECTED: 'BUSINESS_FALLOUT',
  CONTRACT: 'MODEL_DEFECT',
}

/**
 * Worker messages begin with a reason. A job of the engine runs only what the model says, so that its failure
 * is a defect of the model; a worker's message of an unknown kind is treated as an outage.
 */
export function classify({ kind, message }: EngineIncident): IncidentClass {
  if (kind !== 'failedExternalTask') return 'MODEL_DEFECT'
  const reason = /^([A-Z]+):/.exec(message ?? '')?.[1] ?? ''

  return classOfReason[reason] ?? 'TECHNICAL_RETRY'
}

/** Commands are idempotent under their key, so an outage and an unknown outcome may both be asked again. */
export const retriesByItself = (incidentClass: IncidentClass, retried: number): boolean =>
  (incidentClass === 'TECHNICAL_RETRY' || incidentClass === 'UNKNOWN_OUTCOME') && retried < automaticRetries

/** The code of an instance that was ended by somebody, or that the engine has lost. No step of it is left. */
export const processEnded = 'PROCESS_ENDED'

/** That an instance ended before its end: how far it came is unknown. Its key is the instance's, so it is one. */
export const endedIncident = (processInstanceId: string) => ({
  class: 'UNKNOWN_OUTCOME' as const satisfies IncidentClass,
  key: `ended:${processInstanceId}`,
  step: processEnded,
})

/** How the object of a process stands, as its owner says. */
export type Standing = {
  /** True while something still has to come of it. */
  waits: boolean
  /** Its present attempt or revision; null where there is only one. */
  round: number | null
}

/**
 * An instance that ended before its end strands its object when that still waits for this very process: not when
 * it is settled, unknown to its owner, or in another round, which has or gets a process of its own.
 */
export const isStranded = (standing: Standing | null, round: unknown): boolean =>
  standing !== null && standing.waits && (standing.round === null || standing.round === round)
