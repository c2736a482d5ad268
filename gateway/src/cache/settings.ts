import { z } from 'zod'
import { pactworkInvalidations } from './pactwork-invalidations.ts'

const milliseconds = z.number().int().positive()

/** A field's (or a type's) permission to be kept, as `@cacheControl` would state it. */
export const hintSettings = z.strictObject({
  maxAge: z.number().int().min(0).optional().describe('How long an answer may be kept, in seconds.'),
  scope: z.enum(['PUBLIC', 'PRIVATE']).optional().describe('For everybody of equal rights, or one person.'),
  inheritMaxAge: z.boolean().optional().describe('Whether the field may be kept as long as its parent.'),
})

/** One kind of event, in an envelope with `type` and `tenantId`, that ends what was kept about some types. */
const invalidationSettings = z.strictObject({
  topic: z.string().min(1).describe('The topic of the event.'),
  event: z.string().min(1).describe("The event's type."),
  ends: z.array(z.string().min(1)).min(1).describe('The types whose kept answers it ends, for its tenant.'),
})

export type Invalidation = z.infer<typeof invalidationSettings>

/** The store that several gateways share: answers that may be kept, and the budgets of clients. */
export const cacheSettings = z.strictObject({
  redisUrl: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe(
      'One Redis (no cluster) that all gateways share; without it nothing is kept, budgets are local.',
    ),
  commandMs: milliseconds.default(50).describe('How long an operation waits for Redis at most, in ms.'),
  connectMs: milliseconds
    .default(1_000)
    .describe('How long connecting may take; nobody waits for it, in ms.'),
  restMs: milliseconds.default(1_000).describe('How long a Redis that failed is left alone, in ms.'),
  failures: z.number().int().positive().default(3).describe('After how many late answers in a row it is.'),
  prefix: z.string().min(1).max(100).default('pactwork:gateway:').describe('What every key begins with.'),
  answers: z.boolean().default(true).describe('Whether answers with `@cacheControl` are kept.'),
  mostSeconds: z
    .number()
    .int()
    .positive()
    .default(300)
    .describe('The longest that an answer is kept whatever its field says, in seconds.'),
  mostBytes: z
    .number()
    .int()
    .positive()
    .default(262_144)
    .describe('The largest answer that is kept, in bytes.'),
  mostRepresentations: z
    .number()
    .int()
    .positive()
    .default(200)
    .describe('Fetches of more entities than this are not looked up.'),
  mostBuckets: z
    .number()
    .int()
    .positive()
    .default(10_000)
    .describe('How many budgets are remembered in the process while there is no Redis.'),
  fields: z
    .record(z.string().regex(/^\w+(\.\w+)?$/), hintSettings)
    .default({})
    .describe('Hints by coordinate (`Type` or `Type.field`), over those of the supergraph.'),
  brokers: z
    .array(z.string().min(1))
    .default([])
    .describe('Kafka brokers whose events end kept answers early; without them answers end by age alone.'),
  group: z
    .string()
    .min(1)
    .default('pactwork-gateway-cache')
    .describe('The consumer group that all gateways of one Redis share.'),
  invalidates: z
    .array(invalidationSettings)
    .default(() => pactworkInvalidations.map((one) => ({ ...one, ends: [...one.ends] })))
    .describe("Which events end kept answers; Pactwork's own without it."),
})

export type CacheSettings = z.infer<typeof cacheSettings>
