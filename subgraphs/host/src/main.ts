import { createServer } from 'node:http'
import { connectWakeUps } from '@pactwork/kernel/events/listen'
import { ConfigurationError } from '@pactwork/kernel/runtime/config'
import { lifecycle as startLifecycle } from '@pactwork/kernel/runtime/lifecycle'
import { createLog } from '@pactwork/kernel/runtime/log'
import { startTelemetry } from '@pactwork/kernel/runtime/telemetry'
import express from 'express'
import { serveGraphs, serveIngress } from './api.ts'
import { startBackground } from './background.ts'
import { databaseUrlOf, hostConfig } from './config.ts'
import { contextsNamed } from './contexts.ts'
import { contextRuntimes } from './runtimes.ts'

try {
  await main()
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigurationError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  )
  process.exit(1)
}

/** One host process: any set of contexts in any set of roles, stateless, stopped by SIGTERM. */
async function main(): Promise<void> {
  const config = hostConfig()
  const roles = config.PACTWORK_ROLES
  const contexts = contextsNamed(config.PACTWORK_CONTEXTS)
  const log = createLog(config.PACTWORK_PROCESS)
  const lifecycle = startLifecycle(log)
  lifecycle.started('telemetry', await startTelemetry(config.PACTWORK_PROCESS, { log }))

  const runtimes = contextRuntimes(contexts, config, log)
  for (const runtime of runtimes.values()) {
    lifecycle.started(`database ${runtime.name}`, { stop: () => runtime.database.close() })
    lifecycle.started(`feeds ${runtime.name}`, runtime.feeds)
  }
  const urls = contexts.map((context) => databaseUrlOf(context.name))
  lifecycle.started('wake-ups', connectWakeUps({ urls, process: config.PACTWORK_PROCESS, log }))

  const app = express().disable('x-powered-by')
  const server = createServer(app)
  let ready = false
  app.get(
    '/health',
    (_, response) => void response.json({ status: 'up', process: config.PACTWORK_PROCESS, roles }),
  )
  app.get('/ready', (_, response) => void response.status(ready ? 200 : 503).json({ ready }))

  if (roles.includes('api')) await serveGraphs({ app, server, contexts, runtimes, config, lifecycle })
  if (roles.includes('ingress')) serveIngress({ app, contexts, runtimes })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.PACTWORK_PORT, config.PACTWORK_HOST, resolve)
  })
  lifecycle.started('http', {
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
      }),
  })
  const background = startBackground({ roles, contexts, runtimes, config, lifecycle, log })
  if (roles.includes('worker')) {
    const { startWorkerRole } = await import('./worker.ts')
    lifecycle.started('workers', await startWorkerRole(log))
  }

  await background.ready
  ready = true
  log.info({ roles, contexts: contexts.map((context) => context.name), port: config.PACTWORK_PORT }, 'ready')
}
