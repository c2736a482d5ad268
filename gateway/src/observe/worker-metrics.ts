import cluster from 'node:cluster'
import { AggregatorRegistry, type Registry } from 'prom-client'
import { z } from 'zod'

/** Milliseconds that a worker has for its answer; one that is busy or gone is left out. */
const patience = 2_000
const asking = 'pactwork:metrics'
const question = z.object({ kind: z.literal(asking), id: z.number() })
const answer = z.object({ kind: z.literal(asking), id: z.number(), metrics: z.array(z.unknown()) })

let asked = 0

/** Counts of all workers together: sums, but for what prom-client says otherwise. */
export async function metricsOfWorkers(): Promise<Registry> {
  const id = (asked += 1)
  const found = await Promise.all(
    Object.values(cluster.workers ?? {}).map((worker) => {
      const { promise, resolve } = Promise.withResolvers<unknown[]>()
      const timer = setTimeout(resolve, patience, [])
      const listen = (message: unknown): void => {
        const { success, data } = answer.safeParse(message)
        if (success && data.id === id) resolve(data.metrics)
      }
      worker?.on('message', listen)
      if (worker?.isConnected()) worker.send({ kind: asking, id })
      else resolve([])

      return promise.finally(() => {
        clearTimeout(timer)
        worker?.off('message', listen)
      })
    }),
  )

  return AggregatorRegistry.aggregate(found)
}

/** Lets the first process ask this worker for its counts. */
export function tellMetrics(registry: Registry): void {
  process.on('message', (message) => {
    const { success, data } = question.safeParse(message)
    if (success)
      void registry
        .getMetricsAsJSON()
        .then((metrics) => process.send?.({ kind: asking, id: data.id, metrics }))
  })
}
