import type { PublishedEvent } from '@pactwork/contracts/events/define'
import type { RunTools } from '@pactwork/kernel/consumer'
import { recordProcessStart } from '../commands/record-process-start.ts'
import { requestProcess } from '../commands/request-process.ts'
import { engine } from '../engine/engine.ts'
import type { Scalar } from '../process-correlation.ts'
import { processCausedBy } from '../process-correlation.store.ts'
import { businessKeyOf, type ProcessKey } from '../processes.ts'
import { startOnce } from '../start-process.ts'

export type Begin = {
  processKey: ProcessKey
  domainType: 'QUOTE' | 'ORDER' | 'FULFILLMENT_ITEM'
  domainId: string
  /** Parts of the business key after process and tenant. */
  about: (string | number)[]
  variables: Record<string, Scalar>
}

/**
 * Begins a process because of an event: first the correlation, then the engine. An engine that is away holds up
 * no event: the due work of the correlation starts the process when the engine is back (WFL-12).
 */
export async function begin(event: PublishedEvent, { execute, read, tenantId, park }: RunTools, to: Begin) {
  const { processKey, domainType, domainId, about } = to
  const cause = { processKey, causeId: event.eventId }
  const request = {
    ...cause,
    domainType,
    domainId,
    businessKey: businessKeyOf(processKey, tenantId, ...about),
    variables: { ...to.variables, correlationId: event.correlationId },
  }
  const requested = await execute(requestProcess, request, { key: `${processKey}:${event.eventId}` })
  if (typeof requested['code'] === 'string') park(`the process was refused: ${requested['code']}`)

  const process = await read((uow) => processCausedBy(uow, cause))
  if (!process || process.state !== 'STARTING') return

  // Not deployed yet, or refused: that is no fault of the event. The due work tries on and keeps the error.
  const started = await startOnce(engine(), process, tenantId).catch(() => undefined)
  if (!started) return

  const { processInstanceId } = started
  const start = { processCorrelationId: process.id, processInstanceId }
  await execute(recordProcessStart, start, { key: `${process.id}:${processInstanceId ?? 'unknown'}` })
}
