import { z } from 'zod'

/**
 * What an external system was seen to say, in our words (INT-13). `ACCEPTED` and `PENDING` are its good answers,
 * `IDEMPOTENT_SUCCESS` says that it had done the same before, `NOT_FOUND` that it knows nothing of the key.
 */
export const observationTypes = [
  'ACCEPTED',
  'IDEMPOTENT_SUCCESS',
  'PENDING',
  'BUSINESS_REJECTED',
  'NOT_FOUND',
  'UNKNOWN',
  'TECHNICAL_RETRYABLE',
  'DUPLICATE_CONFLICT',
  'SECURITY_CONFIGURATION_FAILURE',
  'UNCLASSIFIED_EXTERNAL_FAILURE',
] as const

export type ObservationType = (typeof observationTypes)[number]

export const observation = z.object({
  type: z.enum(observationTypes),
  /** Why, as one of our codes. */
  code: z.string().max(120).optional(),
  message: z.string().max(500).optional(),
  /** The system's own name for what it did; kept as it is for the audit. */
  reference: z.string().max(200).optional(),
  /** The system's own status, as evidence; nothing decides by it. */
  externalStatus: z.string().max(120).optional(),
  /** Further facts that the treaty translated, such as an expiry. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  /** Hash of the body that said so; the body itself is not kept. */
  bodyHash: z.string().optional(),
})

/** One normalised statement of an external system. */
export type Observation = z.infer<typeof observation>

/** Whether the statement settles what became of the request. */
export const isFinal = ({ type }: Observation): boolean =>
  type === 'ACCEPTED' || type === 'IDEMPOTENT_SUCCESS' || type === 'BUSINESS_REJECTED'
