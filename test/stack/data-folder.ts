import { mkdir, readdir, readFile, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { z } from 'zod'

import { isRunning, tryLock } from './lock.mjs'
import { endOrphans } from './orphans.ts'
import type { ProcessHome } from './process.ts'
import { writePrivate } from './secrets.ts'
import { StackError } from './stack-error.ts'
import type { Progress } from './stack-error.ts'

/** Raised when an older folder can no longer be read. */
const format = 1

export type DataFolder = { path: string; home: ProcessHome; release(): void }

/**
 * Takes the folder for this process alone, ends what a killed run left in it, and empties it when asked.
 * Stops with one sentence when a living stack has it or another version made it.
 */
export async function takeDataFolder(
  wanted: string,
  reset: boolean,
  progress: Progress,
): Promise<DataFolder> {
  await mkdir(wanted, { recursive: true })
  const path = await realpath(wanted)
  const run = join(path, 'run')

  const lock = tryLock(join(run, 'stack.lock'))
  if ('heldBy' in lock) {
    throw new StackError(
      `Pactwork already runs on ${path} (process ${lock.heldBy}): use that one, or stop it with \`kill ${lock.heldBy}\`.`,
    )
  }

  try {
    await endOrphans(run, path, progress)
    if (reset) await empty(path)
    await requireFormat(path)
  } catch (error) {
    lock.release()
    throw error
  }

  return { path, home: { logs: join(path, 'logs'), run, marker: path }, release: () => lock.release() }
}

const Running = z.object({
  pid: z.int(),
  started: z.string(),
  layout: z.string(),
  urls: z.record(z.string(), z.string()),
  /** As the processes of that stack have it: connection strings with passwords included. */
  env: z.record(z.string(), z.string()),
})

export type RunningStack = z.infer<typeof Running>

/** Lets other commands (tokens, replay) find the running stack; only its owner may read it. */
export async function announce({ home }: DataFolder, running: RunningStack): Promise<void> {
  await writePrivate(join(home.run, 'stack.json'), running)
}

export async function withdraw({ home }: DataFolder): Promise<void> {
  await rm(join(home.run, 'stack.json'), { force: true })
}

/** The stack that runs on this folder at the moment, if there is one. */
export async function findRunning(dataDir: string): Promise<RunningStack | undefined> {
  const text = await readFile(join(dataDir, 'run/stack.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined

  const running = Running.parse(JSON.parse(text))
  return isRunning(running) ? running : undefined
}

async function empty(path: string): Promise<void> {
  const entries = (await readdir(path)).filter((entry) => entry !== 'run')
  await Promise.all(entries.map((entry) => rm(join(path, entry), { recursive: true, force: true })))
}

async function requireFormat(path: string): Promise<void> {
  const file = join(path, 'format.json')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return writePrivate(file, { format })

  const found = z.object({ format: z.unknown() }).safeParse(parse(text)).data?.format
  if (found === format) return

  throw new StackError(
    `${path} was written by another version of Pactwork (format ${String(found)}, this is ${format}): start again from empty data with --reset, or move that folder away.`,
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
