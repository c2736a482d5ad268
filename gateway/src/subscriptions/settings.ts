import { z } from 'zod'

const amount = (most: number) => z.number().int().positive().default(most)
const milliseconds = (most: number) => z.number().int().min(0).default(most)

/** How subscriptions are served, by WebSocket and by server-sent events. */
export const subscriptionSettings = z.strictObject({
  socketsPerUser: amount(200).describe('How many connections one user may have, of both kinds together.'),
  socketsPerAddress: amount(10_000).describe(
    'How many connections one address may have; behind a proxy all have the same.',
  ),
  openings: z
    .strictObject({
      capacity: amount(2_000).describe('How many connections one address may open at once.'),
      refillPerSecond: amount(200).describe('How many connections one address may open each second.'),
    })
    .prefault({}),
  perSocket: amount(100).describe('How many subscriptions one WebSocket carries.'),
  initMs: amount(10_000).describe(
    'How long a WebSocket may take to say who it is (`connection_init`), in milliseconds.',
  ),
  messageBytes: amount(524_288).describe('The largest message of a client, in bytes.'),
  bufferedEvents: amount(1_000).describe(
    'How many events wait for one slow subscriber; it is caught up from its cursor afterwards.',
  ),
  bufferedBytes: amount(1_048_576).describe('How many bytes of events wait for one slow subscriber.'),
  freshMs: amount(2_500).describe(
    'How long an event that its owner let through may wait before it is asked for again, by the rights of then, in milliseconds.',
  ),
  sendBytes: amount(65_536).describe(
    'With how many unsent bytes a connection is left alone until its client has read.',
  ),
  share: z
    .enum(['feeds', 'all', 'none'])
    .default('feeds')
    .describe(
      'Which equal subscriptions of one person are followed as one: those that follow a feed, all, or none. A late one of `all` misses what others were sent at their beginning. The entries of a feed are always followed once for a tenant.',
    ),
  perOwnerSocket: amount(50).describe('How many subscriptions of one token share a WebSocket to a subgraph.'),
  ownerAwayMs: milliseconds(20_000).describe(
    'How long a subscription that can be resumed waits for a subgraph that went away, in milliseconds.',
  ),
  overlapMs: milliseconds(3_000).describe(
    'How long a quiet subscription is followed twice when it moves to another token, so that nothing falls between, in milliseconds.',
  ),
  checkMs: amount(1_000).describe('How often the token of a connection is checked again, in milliseconds.'),
  drainWithinMs: milliseconds(3_000).describe(
    'Over which time connections are told to reconnect elsewhere when the gateway stops, in milliseconds.',
  ),
  reloadWithinMs: milliseconds(30_000).describe(
    'Over which time connections are told to reconnect when another supergraph serves, in milliseconds.',
  ),
})

export type SubscriptionSettings = z.infer<typeof subscriptionSettings>
