import { z } from 'zod'

import type { ObservationType } from './observation.ts'
import type { TreatySheet } from './sheet.ts'
import type { Timing } from './timing.ts'

/** What an external status or status code may mean to us. */
export type StatusMeaning = 'ACCEPTED' | 'PENDING' | 'REJECTED'
export type HttpMeaning = Exclude<ObservationType, 'ACCEPTED' | 'PENDING' | 'IDEMPOTENT_SUCCESS'> | 'BODY'

/** The other side's answer after the anti-corruption layer has read it: their words, in our fields (INT-07). */
export type WireAnswer = {
  /** Our key, as they repeat it; a callback is known by it. */
  readonly key?: string | undefined
  /** Their status; `statuses` says what it means. */
  readonly status: string
  readonly reference?: string | undefined
  /** Their reason; `reasons` says what it means. */
  readonly reason?: string | undefined
  readonly message?: string | undefined
  readonly facts?: Record<string, string | number | boolean | null> | undefined
  /** They had done the same request before. */
  readonly duplicate?: boolean | undefined
  /** The hash of the request they hold under our key. */
  readonly requestHash?: string | undefined
}

/**
 * An agreement with an external system: who owns what, what is sent, what each answer means, what is safe to do
 * when none comes. Data; `handoffs(treaty, …)` keeps it.
 */
export type Treaty<Request extends z.ZodObject = z.ZodObject, Body extends z.ZodType = z.ZodType> = {
  /** The context that keeps the handoffs in its schema. */
  readonly context: string
  /** Names its commands, its due work and its callback route. */
  readonly name: string
  /** The other side; names its URL, its secret and its part of the key. */
  readonly system: string
  /** What is asked of it; part of the key. */
  readonly purpose: string
  readonly sheet: TreatySheet
  /** Our request. Its canonical hash goes with the key (INT-16). */
  readonly request: Request
  readonly wire: {
    /** POST creates, GET with `?key=` asks. */
    readonly path: string
    readonly schemaVersion: string
    toWire(request: z.infer<Request>, sent: { key: string }): Record<string, unknown>
    readonly response: Body
    read(body: z.infer<Body>): WireAnswer
  }
  /** Their statuses; one that is not here is `UNCLASSIFIED_EXTERNAL_FAILURE`. */
  readonly statuses: Readonly<Record<string, StatusMeaning>>
  /** Their reasons; one that is not here is `EXTERNAL_REJECTION`. */
  readonly reasons: Readonly<Record<string, string>>
  /** Their status codes; one that is not here is `UNCLASSIFIED_EXTERNAL_FAILURE`. */
  readonly http: Readonly<Record<number, HttpMeaning>>
  readonly timing: Timing
}

/** Declares a treaty. The types of request and answer follow from its schemas. */
export const defineTreaty = <Request extends z.ZodObject, Body extends z.ZodType>(
  treaty: Treaty<Request, Body>,
): Treaty<Request, Body> => treaty

/** What status codes mean with a partner that speaks HTTP as it is meant. A treaty may say otherwise. */
export const standardHttp: Treaty['http'] = {
  200: 'BODY',
  201: 'BODY',
  202: 'BODY',
  400: 'BUSINESS_REJECTED',
  401: 'SECURITY_CONFIGURATION_FAILURE',
  403: 'SECURITY_CONFIGURATION_FAILURE',
  404: 'NOT_FOUND',
  408: 'UNKNOWN',
  409: 'DUPLICATE_CONFLICT',
  422: 'BUSINESS_REJECTED',
  429: 'TECHNICAL_RETRYABLE',
  500: 'UNKNOWN',
  502: 'UNKNOWN',
  503: 'TECHNICAL_RETRYABLE',
  504: 'UNKNOWN',
}
