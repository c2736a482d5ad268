import { machineActor } from '@pactwork/kernel/actor'
import type { Command } from '@pactwork/kernel/command'
import type { Routes } from '@pactwork/kernel/context'
import { idSchema } from '@pactwork/kernel/ids'
import { isRejection } from '@pactwork/kernel/rejection'
import express, { type Request, type Response } from 'express'

import { normaliseCallback, readBody } from './answer.ts'
import { tenantOfKey } from './handoff-key.ts'
import type { Connection } from './settings.ts'
import { verify } from './signature.ts'
import type { Treaty } from './treaty.ts'

const notNow = new Set(['IDEMPOTENCY_IN_PROGRESS', 'CONCURRENT_CHANGE', 'EVIDENCE_UNAVAILABLE'])

type Runtime = Parameters<Routes>[1]

/**
 * Where the other side calls back: verifies signature, time and tenant, keeps the observation by a command, and
 * decides nothing (M13, INT-18).
 */
export const callbackRoute =
  (treaty: Treaty, observeCallback: Command, connectionOf: () => Connection): Routes =>
  (app, runtime) => {
    app.post(
      `/${treaty.context}/callbacks/${treaty.name}/:tenantId`,
      express.raw({ type: () => true, limit: '64kb' }),
      (request: Request, response: Response) => {
        receive(treaty, observeCallback, connectionOf(), runtime, request).then(
          ({ status, code }) => response.status(status).json({ code }),
          (error: unknown) => {
            runtime.log.error({ err: error, treaty: treaty.name }, 'callback could not be kept')
            response.status(503).json({ code: 'TRY_AGAIN' })
          },
        )
      },
    )
  }

async function receive(
  treaty: Treaty,
  observeCallback: Command,
  connection: Connection,
  runtime: Runtime,
  request: Request,
): Promise<{ status: number; code: string }> {
  const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''
  const verified = verify(connection.secret, body, request.headers, runtime.clock.now())
  if (!verified.ok) {
    runtime.log.warn({ treaty: treaty.name, code: verified.code }, 'callback refused')
    return { status: 401, code: verified.code }
  }

  const key = readBody(treaty, body)?.key
  if (key === undefined) return { status: 400, code: 'MALFORMED_CALLBACK' }
  const tenant = idSchema('ten').safeParse(request.params['tenantId'])
  if (!tenant.success || tenantOfKey(key) !== tenant.data) return { status: 403, code: 'TENANT_MISMATCH' }

  const correlationId = String(request.headers['x-correlation-id'] ?? verified.nonce).slice(0, 100)
  const result = await runtime.execute(
    observeCallback,
    { key, nonce: verified.nonce, seen: normaliseCallback(treaty, body) },
    {
      actor: machineActor('ingress', tenant.data),
      idempotencyKey: `${treaty.name}:${verified.nonce}`,
      correlation: { correlationId, causationId: verified.nonce },
    },
  )
  // "Not now" is no answer to what they said: they are to say it again.
  if (isRejection(result)) return { status: notNow.has(result.code) ? 503 : 409, code: result.code }

  return { status: 202, code: result['state'] === undefined ? 'PARKED' : 'OBSERVED' }
}
