import { faultPoint } from '@pactwork/kernel/runtime/fault-point'
import { Variables, type EngineTask, type TaskService } from 'camunda-external-task-client-js'
import { inSpan, traceFrom } from '@pactwork/kernel/runtime/telemetry'
import { z } from 'zod'
import { backoff } from './backoff.ts'
import { reportOf, StepFailure } from './failure.ts'
import { contextCaller } from './graphql.ts'
import { withHeartbeat } from './heartbeat.ts'
import type { Outcome } from './outcome.ts'
import type { RunnerOptions } from './runner.ts'
import type { RunnableWorker } from './worker.ts'

/** On whose behalf a process runs; the command checks that tenant and object belong together (M13). */
const subjectSchema = z.object({
  tenantId: z.string(),
  correlationId: z.string(),
  traceparent: z.string().optional(),
})

type Work = Pick<RunnerOptions, 'sign' | 'log' | 'retries'> & {
  random: () => number
  lockDuration: number
  worker: RunnableWorker
  task: EngineTask
  taskService: TaskService
}

/** Carries one locked task to a report: complete, BPMN error or failure with retries. Never throws. */
export async function performTask(work: Work): Promise<void> {
  const { task, taskService, log, lockDuration, worker } = work
  const raw = task.variables.getAll()
  const facts = { topic: worker.topic, tenantId: raw['tenantId'], correlationId: raw['correlationId'] }
  const startedAt = performance.now()

  const attempt = () =>
    inSpan(
      `worker ${worker.topic}`,
      {
        'pactwork.topic': worker.topic,
        'pactwork.tenant_id': String(facts.tenantId),
        'pactwork.correlation_id': String(facts.correlationId),
        'pactwork.process_instance_id': task.processInstanceId,
        'pactwork.business_key': task.businessKey ?? '',
      },
      async () => {
        faultPoint('worker.after-lock', worker.topic)
        const outcome = await runStep(work, raw)
        faultPoint('worker.before-complete', worker.topic)
        await reported(work, () => report(work, outcome))
        const milliseconds = Math.round(performance.now() - startedAt)
        log.info({ ...facts, outcome: outcome.kind, milliseconds }, 'step done')
      },
      { parent: traceFrom({ traceparent: raw['traceparent'] }) },
    )
  const lock = {
    duration: lockDuration,
    extend: (duration: number) => taskService.extendLock(task, duration),
    lost: (error: unknown) => log.warn({ ...facts, err: error }, 'the lock could not be renewed'),
  }

  try {
    await withHeartbeat(lock, attempt)
  } catch (error) {
    const failure = reportOf(error, task.retries, work.random, work.retries)
    log.warn({ ...facts, retries: failure.retries, because: failure.errorMessage }, 'step failed')
    await taskService
      .handleFailure(task, failure)
      .catch((unreported: unknown) => log.warn({ ...facts, err: unreported }, 'failure not reported'))
  }
}

async function runStep({ worker, task, sign }: Work, raw: Record<string, unknown>): Promise<Outcome> {
  const subject = subjectSchema.parse(raw)
  const call = contextCaller({ sign, subject })

  return worker.run(raw, {
    processInstanceId: task.processInstanceId,
    activityInstanceId: task.activityInstanceId,
    command: (context, document, input) => call.command(context, document, input, task.activityInstanceId),
    query: call.query,
  })
}

const report = ({ taskService, task }: Work, outcome: Outcome): Promise<void> => {
  if (outcome.kind === 'refused') return taskService.handleBpmnError(task, outcome.errorCode, outcome.because)
  const variables = new Variables()
  for (const [name, value] of Object.entries(outcome.variables)) variables.set(name, value)

  return taskService.complete(task, variables)
}

/**
 * The client reports once and forgets. While the engine is away for a moment the lock is still ours, so the
 * report is repeated; what the engine refuses is not.
 */
async function reported(work: Work, send: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await send()
    } catch (error) {
      if (answered(error) || attempt === 3) throw refusal(error)
      const pause = backoff(attempt, work.random, { base: 200, cap: 2_000 })
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}

/** The engine's own error carries what it answered. */
const answered = (error: unknown): boolean => error instanceof Error && 'engineMsg' in error

/** A step that did its work and then cannot move on breaks the model's contract, unless the lock was lost. */
const refusal = (error: unknown): StepFailure => {
  const text = error instanceof Error ? error.message : String(error)

  return new StepFailure(answered(error) && !/lock/i.test(text) ? 'CONTRACT' : 'OUTAGE', text, {
    cause: error,
  })
}
