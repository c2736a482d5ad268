import { join } from 'node:path'

import { root } from './paths.ts'
import type { Ports, PortName } from './ports.ts'
import type { ProcessDefinition } from './process.ts'

/** `infrastructure`: PostgreSQL, Kafka and Camunda alone. `compact`: what `npm start` runs. `process-per-role`: for kills. */
export type Layout = 'infrastructure' | 'compact' | 'process-per-role'

/** What must be up before a process starts. Nothing waits for more than it cannot do its first step without. */
export type Requirement = 'database' | 'broker' | 'engine'

export type Service = {
  name: PortName
  /** TypeScript file, from the project's folder. */
  entry: string
  roles?: readonly string[]
  /** Folder below the data folder for what it keeps itself. */
  keeps?: string
  needs: readonly Requirement[]
}

const host = 'subgraphs/host/src/main.ts'

const around: readonly Service[] = [
  { name: 'inventory', entry: 'test/simulators/inventory/main.ts', keeps: 'simulators/inventory', needs: [] },
  {
    name: 'provisioning',
    entry: 'test/simulators/provisioning/main.ts',
    keeps: 'simulators/provisioning',
    needs: [],
  },
  { name: 'gateway', entry: 'gateway/src/main.ts', needs: [] },
]

const services: Record<Layout, readonly Service[]> = {
  infrastructure: [],
  compact: [
    ...around,
    { name: 'subgraphs', entry: host, roles: ['api', 'ingress'], needs: ['database'] },
    {
      name: 'background',
      entry: host,
      roles: ['relay', 'consumer', 'scheduler', 'worker'],
      needs: ['database', 'broker', 'engine'],
    },
  ],
  'process-per-role': [
    ...around,
    { name: 'api', entry: host, roles: ['api'], needs: ['database'] },
    { name: 'ingress', entry: host, roles: ['ingress'], needs: ['database'] },
    { name: 'relay', entry: host, roles: ['relay'], needs: ['database', 'broker'] },
    { name: 'consumer', entry: host, roles: ['consumer'], needs: ['database', 'broker', 'engine'] },
    { name: 'scheduler', entry: host, roles: ['scheduler'], needs: ['database'] },
    { name: 'worker', entry: host, roles: ['worker'], needs: ['database', 'engine'] },
  ],
}

export function servicesOf(layout: Layout): readonly Service[] {
  return services[layout]
}

/** The process of that layout which serves the subgraphs, and the one which takes callbacks. */
export function serving(layout: Layout): { subgraphs: PortName; ingress: PortName } {
  return layout === 'process-per-role'
    ? { subgraphs: 'api', ingress: 'ingress' }
    : { subgraphs: 'subgraphs', ingress: 'subgraphs' }
}

type Surroundings = { dataDir: string; ports: Ports; env: Record<string, string> }

/** A service as a process of the Node that runs this. */
export function serviceProcess(service: Service, { dataDir, ports, env }: Surroundings): ProcessDefinition {
  return {
    name: service.name,
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', join(root, service.entry)],
    cwd: root,
    env: {
      ...env,
      PACTWORK_PROCESS: service.name,
      PACTWORK_PORT: String(ports[service.name]),
      ...(service.roles && { PACTWORK_ROLES: service.roles.join(','), PACTWORK_CONTEXTS: 'all' }),
      ...(service.keeps && { PACTWORK_DATA_DIR: join(dataDir, service.keeps) }),
    },
    ready: { url: `http://127.0.0.1:${ports[service.name]}/${service.roles ? 'ready' : 'health'}` },
    readyWithin: 120_000,
  }
}
