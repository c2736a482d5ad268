import { z } from 'zod'

const milliseconds = z.number().int().positive()

/** Where the supergraph comes from. One of `file` and `url`. */
const supergraphSettings = z.strictObject({
  file: z.string().min(1).optional().describe('The supergraph file; relative to the configuration file.'),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where the supergraph is fetched, instead of a file.'),
  token: z.string().min(1).optional().describe('The bearer token for that URL.'),
  watch: z.boolean().default(true).describe('Whether a changed file is taken without a restart.'),
  pollSeconds: z
    .number()
    .positive()
    .default(10)
    .describe('How often the URL is asked for a new supergraph, in seconds.'),
  timeoutMs: milliseconds.default(5000).describe('How long one such request may take, in milliseconds.'),
  lints: z
    .enum(['warn', 'refuse'])
    .default('warn')
    .describe(
      'Whether the rules for a graph of your own only warn or refuse it; what yields wrong answers is refused always.',
    ),
})

/** The signature under each call of a subgraph. */
const signingSettings = z.strictObject({
  keysDir: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The folder with gateway.json, the key that signs calls of subgraphs; without it they go unsigned.',
    ),
})

/** What helps a person in development. */
const peopleSettings = z.strictObject({
  operations: z
    .string()
    .min(1)
    .optional()
    .describe('A folder of saved operations (*.graphql) that GraphiQL offers.'),
  personasUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('The token endpoint that gives tokens of personas to GraphiQL, to this machine only.'),
  personas: z.array(z.string()).default([]).describe('The personas to offer.'),
  tenants: z.array(z.string()).default([]).describe('The tenants whose personas are offered.'),
})

/** Everything that can be set; the sections are those of the gateway's parts. */
export const programSettings = z.strictObject({
  name: z.string().min(1).default('gateway').describe("The process's name in logs, traces and at /health."),
  port: z
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(4000)
    .describe('The port to listen on; 0 takes a free one.'),
  workers: z
    .number()
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe(
      'How many processes share the port; one uses one processor. Without Redis each has budgets of its own.',
    ),
  host: z.string().min(1).optional().describe('The address to listen on; all of the machine without it.'),
  open: z.boolean().default(false).describe('No tokens and no limits.'),
  openInProduction: z.boolean().default(false).describe('Whether `open` may be with NODE_ENV=production.'),
  development: z
    .boolean()
    .optional()
    .describe(
      'GraphiQL, introspection, suggestions, query plans and subgraph names in errors; as `open` unless said otherwise.',
    ),
  deadlineMs: milliseconds
    .default(15_000)
    .describe(
      'How long one operation may take, all its calls included, in milliseconds; clients may want less.',
    ),
  heartbeatMs: milliseconds
    .default(12_000)
    .describe(
      'How often a WebSocket is asked whether it is still there, and a stream of events says so itself, in milliseconds.',
    ),
  unreadyMs: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe(
      'How long `/ready` says 503 before the port closes after SIGTERM, so that balancers notice, in milliseconds.',
    ),
  drainMs: milliseconds
    .default(10_000)
    .describe('How long running operations may take to finish after SIGTERM, in milliseconds.'),
  subgraphsAt: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Where every subgraph is, `{name}` standing for its name; without it the supergraph's URLs count.",
    ),
  subgraphs: z
    .record(z.string(), z.url({ protocol: /^https?$/ }))
    .default({})
    .describe('Where single subgraphs are, by name. `PACTWORK_<NAME>_URL` does the same.'),
  supergraph: supergraphSettings.prefault({}),
  signing: signingSettings.prefault({}),
  people: peopleSettings.prefault({}),
})

export type ProgramSettings = z.infer<typeof programSettings>
