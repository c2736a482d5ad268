import type { DueWorkTools } from '@pactwork/kernel/due-work'
import { recordProcessIncident } from '../commands/record-process-incident.ts'
import { endedIncident, isStranded, processEnded } from '../incident.rules.ts'
import { openFalloutCase } from '../ports/order.ts'
import { standingOf } from '../ports/standing.ts'
import type { ProcessCorrelation } from '../process-correlation.ts'

/**
 * Somebody ended an instance in the engine, or the engine lost it. While its object waits for it, that is an
 * incident: the correlation stays active and stuck, where supervisors see it, and an item becomes a fallout case,
 * from which it can be tried anew. False when nothing waits any more: then it is an end like any other.
 */
export async function handleEnded(
  process: ProcessCorrelation,
  processInstanceId: string,
  tools: DueWorkTools,
): Promise<boolean> {
  const { orderId, attempt, revision } = process.variables
  if (!isStranded(await standingOf(tools.ports, process), attempt ?? revision)) return false

  const { key, class: incidentClass, step } = endedIncident(processInstanceId)
  const recorded = await tools.execute(
    recordProcessIncident,
    { processCorrelationId: process.id, processInstanceId, incidentClass, incidentKey: key, step },
    { key },
  )
  // A newer fact, or another instance, took its place meanwhile.
  if (typeof recorded['code'] === 'string') return true

  if (process.domainType === 'FULFILLMENT_ITEM' && typeof orderId === 'string')
    await openFalloutCase(tools.ports, {
      orderId,
      itemId: process.domainId,
      incidentClass,
      errorCode: processEnded,
      key,
    })

  return true
}
