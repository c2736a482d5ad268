import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts } from '../../stack/ports.ts'
import { startStack } from '../../stack/stack.ts'
import { crowd, failuresOf } from './crowd.ts'
import { startOwnGateway } from './gateways.ts'
import { idleLatency, latencyWithOrders } from './latency.ts'
import type { Options } from './options.ts'
import { metricsOf } from './process-figures.ts'

/** By so many bytes a gateway may grow while the crowd is there: what a collection has not taken yet. */
const mayGrow = 150_000_000

type Surroundings = {
  options: Options
  folder: string
  wants: (part: 'latency' | 'crowd') => boolean
  say: (title: string, found: unknown) => void
}

/** What needs everything from the command to the subscriber: PostgreSQL, the relay, Kafka, the feed, the gateway. */
export async function onRealStack({ options, folder, wants, say }: Surroundings): Promise<void> {
  const dataDir = join(folder, 'stack')
  process.env['PACTWORK_TEST_DATA'] = dataDir
  const stack = await startStack({ dataDir, reset: true, ports: await freePorts(), layout: 'compact' })
  try {
    if (wants('latency')) {
      say('commit → received, milliseconds, idle', await idleLatency(stack.urls.gateway))
    }
    if (wants('crowd')) {
      const gateway = await startOwnGateway(folder, stack.env)
      try {
        const { idle, busy } = options
        const milliseconds = options['crowd-seconds'] * 1_000
        const state = async () => {
          const { sockets: connections, resident } = await metricsOf(gateway)
          return { connections, resident }
        }
        const found = await crowd({ gatewayUrl: gateway.url, idle, busy, milliseconds, gateway: state })
        say('a crowd', found)
        const failures = failuresOf(found, mayGrow)
        if (failures.length > 0) throw new Error(failures.join('; '))
      } finally {
        await gateway.stop()
      }
    }
    if (wants('latency')) {
      for (const apart of [2_000, 0]) {
        const title = `commit → received, milliseconds, ${options.orders} orders ${apart > 0 ? 'in flight' : 'placed at once'}`
        say(title, await latencyWithOrders(stack.urls.gateway, options.orders, apart))
      }
    }
  } finally {
    await stack.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
