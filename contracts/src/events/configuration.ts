import { z } from 'zod'
import { defineEvents, type EventOf } from './define.ts'

/** A configuration is evaluated once and never changes, so it has one event (CFG-03). */
export const configurationEvents = defineEvents({
  context: 'configuration',
  aggregate: 'Configuration',
  topic: 'pactwork.configuration.configuration.v1',
  events: {
    ConfigurationEvaluated: {
      version: 1,
      description: 'The choices for one quote line were judged against one catalog publication.',
      payload: z.object({
        configurationId: z.string(),
        quoteId: z.string(),
        lineId: z.string(),
        offeringId: z.string(),
        offeringVersion: z.string(),
        catalogVersion: z.string(),
        constraintSetHash: z.string(),
        status: z.enum(['VALID', 'INVALID']),
        configurationHash: z.string(),
        violationCodes: z.array(z.string()),
        overriddenCodes: z.array(z.string()),
      }),
    },
  },
})

export type ConfigurationEvent = EventOf<typeof configurationEvents>
