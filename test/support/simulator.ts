import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { root } from '../stack/paths.ts'
import { externalSystem, type ExternalSystem } from './external-system.ts'
import { until } from './until.ts'

/** An external system of a test's own: a real process that can be killed and started again. */
export type Simulator = ExternalSystem & {
  /** SIGKILL. */
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

export async function startSimulator(
  system: 'inventory' | 'provisioning',
  port: number,
  keysDir: string,
): Promise<Simulator> {
  const dataDir = await mkdtemp(join(tmpdir(), `pactwork-${system}-`))
  const url = `http://127.0.0.1:${port}`
  let running: ChildProcess | undefined

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const child = running
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }

  const simulator: Simulator = {
    ...externalSystem(url),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    async start() {
      running = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', join(root, `test/simulators/${system}/main.ts`)],
        {
          cwd: root,
          stdio: 'ignore',
          env: {
            PATH: process.env.PATH,
            PACTWORK_PORT: String(port),
            PACTWORK_DATA_DIR: dataDir,
            PACTWORK_KEYS_DIR: keysDir,
          },
        },
      )
      await until(`the ${system} simulator is up`, async () => (await fetch(`${url}/health`)).ok)
    },
  }
  await simulator.start()

  return simulator
}
