import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

import { codeOf, StackError } from './stack-error.ts'

/**
 * One port for each listener, the same every time, so that bookmarks and saved clients keep working. All below the
 * range from which systems hand out ports to outgoing connections, or a killed server could find its port taken.
 */
export const fixedPorts = {
  gateway: 4000,
  subgraphs: 4001,
  background: 4002,
  api: 4001,
  ingress: 4003,
  relay: 4004,
  consumer: 4005,
  scheduler: 4006,
  worker: 4007,
  inventory: 4011,
  provisioning: 4012,
  postgres: 15432,
  kafka: 19092,
  kafkaController: 19093,
  camunda: 18080,
  redis: 16379,
}

export type PortName = keyof typeof fixedPorts
export type Ports = Record<PortName, number>

/** Ports that nobody listens on at the moment, for stacks that run beside others. */
export async function freePorts(): Promise<Ports> {
  const taken = new Set<number>()
  const ports = { ...fixedPorts }

  for (const name of portNames) {
    let port = randomInt(20_000, 32_000)
    while (taken.has(port) || !(await isFree(port))) port = randomInt(20_000, 32_000)

    taken.add(port)
    ports[name] = port
  }

  return ports
}

/** Stops with one sentence that names every taken port of those about to be used. */
export async function requireFree(ports: Ports, names: readonly PortName[]): Promise<void> {
  const checks = await Promise.all(names.map(async (name) => ({ name, free: await isFree(ports[name]) })))
  const taken = checks.filter(({ free }) => !free).map(({ name }) => `${ports[name]} (${name})`)
  if (taken.length === 0) return

  throw new StackError(
    `${taken.length === 1 ? 'Port' : 'Ports'} ${taken.join(', ')} ${taken.length === 1 ? 'is' : 'are'} taken by another program: stop it, or run Pactwork on free ports with PACTWORK_PORTS=free.`,
  )
}

export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer()

    server.once('error', (error) => {
      if (codeOf(error) === 'EADDRINUSE' || codeOf(error) === 'EACCES') resolve(false)
      else reject(error)
    })
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}

const isPortName = (name: string): name is PortName => name in fixedPorts
const portNames = Object.keys(fixedPorts).filter(isPortName)
