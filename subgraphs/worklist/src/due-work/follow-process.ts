import type { DueWorkTools } from '@pactwork/kernel/due-work'
import { dueWork } from '@pactwork/kernel/due-work'
import { z } from 'zod'
import { observeProcess } from '../commands/observe-process.ts'
import { recordProcessStart } from '../commands/record-process-start.ts'
import { resolveProcessIncident } from '../commands/resolve-process-incident.ts'
import { engine } from '../engine/engine.ts'
import { isActive, type ProcessCorrelation } from '../process-correlation.ts'
import { processById } from '../process-correlation.store.ts'
import { startOnce } from '../start-process.ts'
import { handleEnded } from './handle-ended.ts'
import { handleIncident } from './handle-incident.ts'
import { nextLook } from './pace.ts'

/**
 * Looks after one process as long as it is active: starts it when its start got lost, follows its state in the
 * engine, and deals with incidents (WFL-05, WFL-12). What the domain object is, is not decided here.
 */
export const followProcess = dueWork({
  kind: 'worklist.follow-process',
  payload: z.object({ processCorrelationId: z.string() }),

  async run({ payload: { processCorrelationId }, dueAt }, tools) {
    const process = await tools.read((uow) => processById(uow, processCorrelationId))
    if (!process || !isActive(process)) return

    const keyed = (step: string) => `${process.id}:${dueAt.getTime()}:${step}`
    const instance = process.processInstanceId
    if (instance === null) await startAgain(process, tools, keyed)
    else await look(process, instance, tools, keyed)

    const still = await tools.read((uow) => processById(uow, processCorrelationId))
    if (still && isActive(still))
      tools.reschedule(nextLook(still.requestedAt, tools.clock.now(), { least: 1_000, most: 60_000 }))
  },
})

type Keyed = (step: string) => string

async function startAgain(process: ProcessCorrelation, { execute, tenantId }: DueWorkTools, keyed: Keyed) {
  const { processInstanceId } = await startOnce(engine(), process, tenantId)
  const start = { processCorrelationId: process.id, processInstanceId }
  await execute(recordProcessStart, start, { key: keyed('start') })
}

async function look(process: ProcessCorrelation, instance: string, tools: DueWorkTools, keyed: Keyed) {
  const observation = (await engine().observe(instance)) ?? 'TERMINATED'
  if (observation === 'TERMINATED' && (await handleEnded(process, instance, tools))) return

  const asBefore = observation === (process.state === 'SUSPENDED' ? 'SUSPENDED' : 'ACTIVE')
  const subject = { processCorrelationId: process.id }
  const seen = { ...subject, processInstanceId: instance, observation }
  if (!asBefore) await tools.execute(observeProcess, seen, { key: keyed('observe') })
  if (observation === 'COMPLETED' || observation === 'TERMINATED') return

  const incident = await engine().incident(instance)
  if (incident) await handleIncident(process, instance, incident, tools)
  else if (process.incident) {
    const incidentKey = process.incident.key
    await tools.execute(resolveProcessIncident, { ...subject, incidentKey }, { key: keyed('resolve') })
  }
}
