import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { z } from 'zod'

import { root } from '../stack/paths.ts'
import { externalSystem, type ExternalSystem } from './external-system.ts'

const listening = z.object({ listening: z.object({ port: z.int() }) })

/** An external system of a test's own: a real process that can be killed and started again. */
export type Simulator = ExternalSystem & {
  /** SIGKILL. */
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/** Starts one on a port that the system picks; started again it listens there again. */
export async function startSimulator(
  system: 'inventory' | 'provisioning',
  keysDir: string,
): Promise<Simulator> {
  const dataDir = await mkdtemp(join(tmpdir(), `pactwork-${system}-`))
  let running: ChildProcess | undefined

  const begin = async (port: number): Promise<number> => {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(root, `test/simulators/${system}/main.ts`)],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'ignore'],
        env: {
          PATH: process.env.PATH,
          PACTWORK_PORT: String(port),
          PACTWORK_DATA_DIR: dataDir,
          PACTWORK_KEYS_DIR: keysDir,
        },
      },
    )
    running = child
    const said = createInterface(child.stdout)[Symbol.asyncIterator]().next()
    const { value } = await said
    if (typeof value !== 'string') throw new Error(`The ${system} simulator ended before it listened.`)

    return listening.parse(JSON.parse(value)).listening.port
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const child = running
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }
  const port = await begin(0)

  return {
    ...externalSystem(`http://127.0.0.1:${port}`),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    start: async () => void (await begin(port)),
  }
}
