import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { ApolloServer } from '@apollo/server'
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled'
import { expressMiddleware } from '@as-integrations/express5'
import express, { type Express, type Request } from 'express'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { unwrapResolverError } from '@apollo/server/errors'
import type { ContextDefinition } from './context.ts'
import type { ContextRuntime } from './context-runtime.ts'
import { deadlineOf } from './deadline.ts'
import { Denied, EvidenceUnavailable } from './errors.ts'
import { graphContext, type GraphContext } from './graph-context.ts'
import type { Caller, Identify } from './identify.ts'
import { InvalidId } from './ids.ts'
import { inSpan, traceFrom } from './runtime/telemetry.ts'
import { serveSubscriptions } from './subscription.ts'
import { subgraphSchema } from './subgraph-schema.ts'

const rawBodies = new WeakMap<object, Buffer>()

/** Serves a context's graph at `/<context>/graphql`, for signed calls only. */
export async function serveContext(options: {
  app: Express
  server: Server
  context: ContextDefinition
  runtime: ContextRuntime
  identify: Identify
  /** Bytes; catalog imports are the largest bodies. */
  bodyLimit: number
}): Promise<{ stop(): Promise<void> }> {
  const { app, server, context, runtime, identify } = options
  const schema = subgraphSchema(context)
  const apollo = new ApolloServer<GraphContext>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    formatError: (formatted, error) => presentError(runtime, formatted, error),
    // The host drains its one HTTP server before it stops any graph.
    plugins: [ApolloServerPluginInlineTraceDisabled()],
    stopOnTerminationSignals: false,
  })
  await apollo.start()

  const handle = expressMiddleware(apollo, {
    context: async ({ req }) => {
      const deadline = deadlineOf(req.headers)
      // A signature binds a body; without one (GET) it would be the signature of any call.
      const body = rawBodies.get(req)
      if (!body) throw new Denied('Calls are made by POST with a JSON body.', 'UNAUTHENTICATED')
      const caller = await identify(context.name, req.headers, body)
      return graphContext(runtime, caller.actor, caller.correlation, { deadline })
    },
  })
  app.use(
    `/${context.name}/graphql`,
    express.json({ limit: options.bodyLimit, verify: (req, _, body) => void rawBodies.set(req, body) }),
    (req, res, next) => {
      const finished = new Promise<void>((resolve) => res.once('close', resolve))
      void inSpan(
        `subgraph ${context.name}`,
        { 'graphql.operation': operationName(req) },
        async () => {
          await handle(req, res, next)
          await finished
        },
        { parent: traceFrom(req.headers) },
      ).catch(next)
    },
  )

  const subscriptions =
    schema.getSubscriptionType() &&
    serveSubscriptions<Caller>({
      server,
      path: `/${context.name}/graphql`,
      schema,
      log: runtime.log,
      async authenticate(fields) {
        const caller = await identify(context.name, fields, '')
        return { caller, expiresAt: caller.expiresAt, isRevoked: caller.isRevoked }
      },
      contextOf: ({ actor, correlation }) => graphContext(runtime, actor, correlation, { lasting: true }),
      // What a feed throws ends its subscription without a path; it is told as what it is.
      formatError: (error) => presentError(runtime, error.toJSON(), error.originalError ?? error),
    })

  return {
    async stop() {
      await subscriptions?.stop()
      await apollo.stop()
    },
  }
}

const operationName = (req: Request): string => {
  const body: unknown = req.body
  const name = body && typeof body === 'object' && 'operationName' in body ? body.operationName : undefined

  return typeof name === 'string' ? name : 'anonymous'
}

const spoken = new Set([
  'BAD_USER_INPUT',
  'GRAPHQL_VALIDATION_FAILED',
  'GRAPHQL_PARSE_FAILED',
  'BAD_REQUEST',
  'DEADLINE_EXCEEDED',
])

/** Denials and input errors are told as they are; everything else is a fault: masked, logged under an id. */
function presentError(
  runtime: ContextRuntime,
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  const original = unwrapResolverError(error)
  const at = {
    ...(formatted.path && { path: formatted.path }),
    ...(formatted.locations && { locations: formatted.locations }),
  }
  if (
    original instanceof Denied ||
    (original instanceof GraphQLError && spoken.has(String(original.extensions['code'])))
  )
    return { ...at, message: formatted.message, extensions: { code: codeOf(formatted) } }
  if (original instanceof InvalidId)
    return { ...at, message: `${original.message}.`, extensions: { code: 'BAD_USER_INPUT' } }
  if (original instanceof EvidenceUnavailable)
    return {
      ...at,
      message: `The ${original.source} service could not be asked.`,
      extensions: { code: 'EVIDENCE_UNAVAILABLE' },
    }
  if (spoken.has(codeOf(formatted)))
    return { ...at, message: formatted.message, extensions: { code: codeOf(formatted) } }

  const faultId = randomUUID()
  runtime.log.error({ err: original, faultId, path: formatted.path?.join('.') }, 'fault')

  return {
    ...at,
    message: `Something failed inside ${runtime.name}. Support finds it by the fault id.`,
    extensions: { code: 'FAULT', faultId },
  }
}

function codeOf({ extensions }: GraphQLFormattedError): string {
  const code = extensions?.['code']

  return typeof code === 'string' ? code : 'FAULT'
}
