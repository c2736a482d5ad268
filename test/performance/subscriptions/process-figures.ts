import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import WebSocket from 'ws'
import { z } from 'zod'
import { subscriptionMeters } from '@pactwork/gateway/observe/prometheus-subscriptions'
import type { MeasuredGateway } from './gateways.ts'

const targets = z.array(z.object({ webSocketDebuggerUrl: z.string() }))

/** What a gateway of ours says of itself, summed over labels. */
export async function metricsOf({ metrics = '' }: MeasuredGateway) {
  const text = await (await fetch(metrics)).text()
  const sum = (name: string): number =>
    text
      .split('\n')
      .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0)

  return {
    hydrations: sum(subscriptionMeters.hydrations),
    sent: sum(subscriptionMeters.sent),
    gaps: sum(subscriptionMeters.gaps),
    sockets: sum(subscriptionMeters.sockets),
    upstreams: sum(subscriptionMeters.upstreams),
    catchUps: sum(subscriptionMeters.catchUps),
    resident: sum('process_resident_memory_bytes'),
    /** What JavaScript holds, and buffers beside it. */
    held: sum('nodejs_heap_size_used_bytes') + sum('nodejs_external_memory_bytes'),
  }
}

/** What it holds after everything that nobody needs was collected. */
export async function settledMetricsOf(gateway: MeasuredGateway) {
  let found: Awaited<ReturnType<typeof metricsOf>> | undefined
  for (;;) {
    // Finalizers and timers let go of more after a while, and Node counts its heap when it is asked.
    await collectGarbage(gateway)
    await delay(1_000)
    await collectGarbage(gateway)
    const now = await metricsOf(gateway)
    if (found && now.held > 0.995 * found.held) return now
    found = now
  }
}

async function collectGarbage({ inspector = '' }: MeasuredGateway): Promise<void> {
  const [target] = targets.parse(await (await fetch(`${inspector}/json/list`)).json())
  if (!target) throw new Error('The gateway has no inspector.')
  const socket = new WebSocket(target.webSocketDebuggerUrl)
  await once(socket, 'open')
  const answered = once(socket, 'message')
  socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }))
  await answered
  const closed = once(socket, 'close')
  socket.close()
  await closed
}
