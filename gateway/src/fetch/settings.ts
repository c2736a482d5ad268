import { z } from 'zod'

const milliseconds = z.int().min(1)
const share = z.number().min(0).max(1)

/** Every bound of the calls of subgraphs. */
export const fetchSettings = z.strictObject({
  connections: z
    .int()
    .min(1)
    .default(64)
    .describe('The most connections to one subgraph. With HTTP/1.1 each carries one call at a time.'),
  waiting: z
    .int()
    .min(0)
    .default(1_000)
    .describe('The most calls of one subgraph that may wait for a connection; more are refused at once.'),
  connectTimeout: milliseconds
    .default(2_000)
    .describe('How long opening a connection to a subgraph may take, in milliseconds.'),
  headersTimeout: milliseconds
    .default(10_000)
    .describe('How long a subgraph may take until its answer begins, in milliseconds.'),
  bodyTimeout: milliseconds
    .default(5_000)
    .describe('How long an answer of a subgraph may pause once it has begun, in milliseconds.'),
  keepAlive: milliseconds
    .default(4_000)
    .describe(
      'How long an idle connection is kept when the subgraph does not say so itself, in milliseconds; shorter than the subgraph keeps it.',
    ),
  keepAliveMost: milliseconds
    .default(300_000)
    .describe('How long an idle connection is kept at most, whatever the subgraph says, in milliseconds.'),
  answerBytes: z
    .int()
    .min(1)
    .default(16 * 1024 * 1024)
    .describe(
      'The largest answer of a subgraph in bytes; a larger one is cut off while it comes and not used.',
    ),
  http2: z
    .boolean()
    .default(true)
    .describe('Whether HTTP/2 is spoken with subgraphs that offer it over TLS.'),
  streams: z.int().min(1).default(100).describe('The most calls at a time on one connection of HTTP/2.'),
  joinQueries: z
    .boolean()
    .default(true)
    .describe(
      'Whether a query that is asked while the very same one of the same caller is under way waits for its answer.',
    ),
  retries: z
    .strictObject({
      share: share
        .default(0.2)
        .describe(
          'How many queries may be repeated after a connection fault, as a share of the calls of the window.',
        ),
      least: z
        .int()
        .min(0)
        .default(10)
        .describe('How many repeats a window allows however few calls there were.'),
      window: milliseconds
        .default(10_000)
        .describe('The time over which calls and repeats are counted, in milliseconds.'),
      delay: z
        .int()
        .min(0)
        .default(50)
        .describe('The longest wait before a repeat, in milliseconds; how long exactly is left to chance.'),
    })
    .prefault({}),
  breaker: z
    .strictObject({
      share: share.default(0.5).describe('From which share of failed calls on a subgraph is left alone.'),
      least: z
        .int()
        .min(1)
        .default(20)
        .describe('With fewer calls than this in the window a subgraph is never left alone.'),
      window: milliseconds
        .default(10_000)
        .describe('The time over which calls are counted, in milliseconds.'),
      pause: milliseconds
        .default(2_000)
        .describe('How long a failing subgraph is left alone before calls are tried again, in milliseconds.'),
      probes: z
        .int()
        .min(1)
        .default(1)
        .describe('How many calls may try at a time whether a subgraph answers again.'),
    })
    .prefault({}),
})

export type FetchSettings = z.infer<typeof fetchSettings>
