import { execFile } from 'node:child_process'
import { readdir, readFile, readlink, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'

import { z } from 'zod'

import { isRunning } from './lock.mjs'
import { marker } from './spawn.ts'
import { codeOf } from './stack-error.ts'
import type { Progress } from './stack-error.ts'

const PidFile = z.object({
  name: z.string(),
  pid: z.int().positive(),
  started: z.string(),
  stopSignal: z.templateLiteral(['SIG', z.enum(['TERM', 'INT', 'QUIT'])]).default('SIGTERM'),
})

type Orphan = z.infer<typeof PidFile>

/**
 * Ends what a killed run of the same data folder left behind. Only a process whose number, start and environment all
 * say that it is ours is touched: a number alone may belong to anybody by now.
 */
export async function endOrphans(run: string, dataDir: string, progress: Progress): Promise<void> {
  const orphans = await findOrphans(run, dataDir)
  if (orphans.length > 0)
    progress(`ending what a killed run left: ${orphans.map(({ name }) => name).join(', ')}`)

  const database = orphans.filter(({ name }) => name === 'postgres')
  await Promise.all(orphans.filter((orphan) => !database.includes(orphan)).map(end))
  await Promise.all(database.map(end))
}

async function findOrphans(run: string, dataDir: string): Promise<Orphan[]> {
  const files = (await readdir(run).catch(() => [])).filter((file) => file.endsWith('.pid.json'))
  const orphans: Orphan[] = []

  for (const file of files) {
    const path = join(run, file)
    const parsed = PidFile.safeParse(await readJson(path))

    if (parsed.success && isRunning(parsed.data) && (await carriesMarker(parsed.data.pid, dataDir))) {
      orphans.push(parsed.data)
    }
    await rm(path, { force: true })
  }

  return orphans
}

async function end(orphan: Orphan): Promise<void> {
  send(orphan.pid, orphan.stopSignal)

  const deadline = Date.now() + 10_000
  while (isRunning(orphan)) {
    if (Date.now() > deadline) send(orphan.pid, 'SIGKILL')
    await sleep(50)
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}

async function carriesMarker(pid: number, dataDir: string): Promise<boolean> {
  const own = `${marker}=${dataDir}`
  if (process.platform === 'win32') return true

  if (process.platform === 'linux') {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
    // PostgreSQL writes its title over its environment, but stays in its folder.
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '')

    return environment.split('\0').includes(own) || folder.startsWith(`${dataDir}/`)
  }

  const { stdout } = await promisify(execFile)('ps', ['eww', '-o', 'command=', '-p', String(pid)]).catch(
    () => ({ stdout: '' }),
  )
  return stdout.includes(own)
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}
