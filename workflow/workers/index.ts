import { hostname } from 'node:os'
import { readConfig } from '@pactwork/kernel/runtime/config'
import { callSigner } from '@pactwork/kernel/runtime/call-identity'
import { createLog, type Log } from '@pactwork/kernel/runtime/log'
import { z } from 'zod'
import { startRunner } from '../runner/runner.ts'
import type { RunnableWorker } from '../runner/worker.ts'
import fulfillmentActivateBind from './fulfillment-activate-bind.ts'
import fulfillmentActivateCheck from './fulfillment-activate-check.ts'
import fulfillmentActivatePerform from './fulfillment-activate-perform.ts'
import fulfillmentActivateReportRefusal from './fulfillment-activate-report-refusal.ts'
import fulfillmentActivateStart from './fulfillment-activate-start.ts'
import fulfillmentReserveBind from './fulfillment-reserve-bind.ts'
import fulfillmentReserveCheck from './fulfillment-reserve-check.ts'
import fulfillmentReserveReportRefusal from './fulfillment-reserve-report-refusal.ts'
import fulfillmentReserveRequest from './fulfillment-reserve-request.ts'
import fulfillmentReserveStart from './fulfillment-reserve-start.ts'
import orderFulfillmentBind from './order-fulfillment-bind.ts'
import orderFulfillmentCheck from './order-fulfillment-check.ts'
import quoteApprovalBind from './quote-approval-bind.ts'
import quoteApprovalCheck from './quote-approval-check.ts'
import quoteApprovalRecordRequirement from './quote-approval-record-requirement.ts'

/** The worker of every topic of every process. */
export const workers: readonly RunnableWorker[] = [
  fulfillmentActivateBind,
  fulfillmentActivateCheck,
  fulfillmentActivatePerform,
  fulfillmentActivateReportRefusal,
  fulfillmentActivateStart,
  fulfillmentReserveBind,
  fulfillmentReserveCheck,
  fulfillmentReserveReportRefusal,
  fulfillmentReserveRequest,
  fulfillmentReserveStart,
  orderFulfillmentBind,
  orderFulfillmentCheck,
  quoteApprovalBind,
  quoteApprovalCheck,
  quoteApprovalRecordRequirement,
]

const settings = z.object({
  PACTWORK_ENGINE_URL: z
    .url()
    .describe('the base of the engine REST API, such as http://127.0.0.1:18080/engine-rest'),
  PACTWORK_ENGINE_USER: z.string().min(1).describe('the technical user of the engine'),
  PACTWORK_ENGINE_PASSWORD: z.string().min(1).describe('the password of the technical user'),
  PACTWORK_PORT: z.string().min(1).describe('the port of this process; with the host it names the worker'),
  PACTWORK_KEYS_DIR: z.string().min(1).describe('the folder of the signing keys'),
})

/** Serves every topic, as the role `worker` of a process; settings come from the environment. */
export function startWorkers({ log = createLog('worker') }: { log?: Log } = {}): { stop(): Promise<void> } {
  const config = readConfig(settings)

  return startRunner({
    engine: {
      url: config.PACTWORK_ENGINE_URL,
      user: config.PACTWORK_ENGINE_USER,
      password: config.PACTWORK_ENGINE_PASSWORD,
    },
    workerId: `${hostname()}:${config.PACTWORK_PORT}`,
    sign: callSigner('worker', config.PACTWORK_KEYS_DIR),
    log,
    workers,
  })
}
