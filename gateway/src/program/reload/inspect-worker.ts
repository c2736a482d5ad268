import { parentPort, workerData } from 'node:worker_threads'
import { inspected } from './checked-graph.ts'

// The other side of inspect-elsewhere.ts: one supergraph in, its findings or the reason of its refusal out.
try {
  parentPort?.postMessage(inspected(String(workerData)).findings)
} catch (error) {
  parentPort?.postMessage({ reason: error instanceof Error ? error.message : String(error) })
}
