import type { DueWorkTools } from '@pactwork/kernel/due-work'
import { recordProcessIncident } from '../commands/record-process-incident.ts'
import { engine } from '../engine/engine.ts'
import type { FoundIncident } from '../engine/tasks.ts'
import { classify, retriesByItself } from '../incident.rules.ts'
import type { ProcessCorrelation } from '../process-correlation.ts'
import { openFalloutCase } from '../ports/order.ts'

/**
 * A technical incident is retried by itself a few times; any other, and one that stays, becomes a fallout case
 * of the order (INT-13, WFL-05). An approval has no order: its incident stands on the correlation, where
 * supervisors see it and can retry its step (WFL-20).
 */
export async function handleIncident(
  process: ProcessCorrelation,
  processInstanceId: string,
  incident: FoundIncident,
  tools: DueWorkTools,
) {
  const incidentClass = classify(incident)
  const recorded = await tools.execute(
    recordProcessIncident,
    {
      processCorrelationId: process.id,
      processInstanceId,
      incidentClass,
      incidentKey: incident.key,
      step: incident.step,
    },
    { key: incident.key },
  )
  if (typeof recorded['code'] === 'string') return

  if (retriesByItself(incidentClass, Number(recorded['retried']))) {
    await engine().retry(incident)
    return
  }
  const orderId = process.variables['orderId']
  if (typeof orderId !== 'string') return
  await openFalloutCase(tools.ports, {
    orderId,
    ...(process.domainType === 'FULFILLMENT_ITEM' && { itemId: process.domainId }),
    incidentClass,
    errorCode: `PROCESS_${incidentClass}`,
    key: incident.key,
  })
}
