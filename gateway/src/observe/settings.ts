import { z } from 'zod'

/** What the gateway shows of itself. */
export const observeSettings = z.strictObject({
  metricsPort: z
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('The port on which `/metrics` is served to Prometheus, never the public one; none without it.'),
  metricsHost: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('The address on which `/metrics` listens; only this machine reaches the default.'),
  operationNames: z
    .number()
    .int()
    .positive()
    .default(300)
    .describe(
      'How many operation names become labels of metrics; those that come later are counted as `other`.',
    ),
  clientNames: z
    .number()
    .int()
    .positive()
    .default(50)
    .describe(
      'How many client names become labels of metrics; those that come later are counted as `other`.',
    ),
  labelPairs: z
    .number()
    .int()
    .positive()
    .default(1_000)
    .describe('How many pairs of operation and client are counted apart; later ones as `other` of `other`.'),
  traceRatio: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe(
      'The share of traces that start here and are written, 0 to 1; a trace that a caller started goes on as the caller decided.',
    ),
})

export type ObserveSettings = z.infer<typeof observeSettings>
