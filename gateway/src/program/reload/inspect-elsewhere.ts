import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import type { Findings } from './lint-supergraph.ts'

const outcome = z.union([
  z.strictObject({ wrong: z.array(z.string()), against: z.array(z.string()) }),
  z.strictObject({ reason: z.string() }),
])

/**
 * Inspects a supergraph in a thread of its own, so that a bad one costs running requests nothing and a good one half.
 * Throws an error whose message says why it is no graph.
 */
export function inspectElsewhere(sdl: string): Promise<Findings> {
  const { promise, resolve, reject } = Promise.withResolvers<Findings>()
  const worker = new Worker(new URL('./inspect-worker.ts', import.meta.url), { workerData: sdl })

  worker.once('message', (message: unknown) => {
    const told = outcome.parse(message)
    if ('reason' in told) reject(new Error(told.reason))
    else resolve(told)
  })
  worker.once('error', reject)
  worker.once('exit', (code) => reject(new Error(`it could not be inspected (${code}).`)))

  return promise
}
