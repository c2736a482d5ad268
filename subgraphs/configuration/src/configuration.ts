import type { ConfigurationEvent } from '@pactwork/contracts/events/configuration'
import { accept, type Decision } from '@pactwork/kernel/decision'
import type { Choices, Evaluation, OfferingFacts } from './evaluate.ts'

/** What a configuration was judged for. */
export type Subject = {
  readonly quoteId: string
  readonly lineId: string
  /** Whose quote it is; null when only staff may see it. */
  readonly customerId: string | null
}

/** A judged configuration: written once, never changed. */
export type Configuration = Subject &
  Evaluation &
  Pick<
    OfferingFacts,
    'offeringId' | 'offeringVersion' | 'catalogVersion' | 'publicationHash' | 'constraintSetHash'
  > &
  Pick<Choices, 'quantity'> & {
    readonly id: string
    readonly version: number
    readonly evaluatedAt: Date
  }

/** A configuration's one fact: the choices were judged. INVALID is a result, not a refusal. */
export function judged(
  id: string,
  subject: Subject,
  offering: OfferingFacts,
  evaluation: Evaluation,
): Decision<ConfigurationEvent> {
  return accept({
    type: 'ConfigurationEvaluated',
    configurationId: id,
    quoteId: subject.quoteId,
    lineId: subject.lineId,
    offeringId: offering.offeringId,
    offeringVersion: offering.offeringVersion,
    catalogVersion: offering.catalogVersion,
    constraintSetHash: offering.constraintSetHash,
    status: evaluation.status,
    configurationHash: evaluation.hash,
    violationCodes: [...new Set(evaluation.violations.map(({ code }) => code))],
    overriddenCodes: [...new Set(evaluation.overrides.map(({ code }) => code))],
  })
}
