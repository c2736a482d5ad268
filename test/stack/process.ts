import { EventEmitter, once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdir, rename, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

import { identityOf } from './lock.mjs'
import { logSize, readSince, telling } from './log-file.ts'
import { writePrivate } from './secrets.ts'
import { marker, spawnDetachedFromOutput } from './spawn.ts'
import type { Command } from './spawn.ts'
import { codeOf, messageOf, StackError } from './stack-error.ts'

/** How it shows that a process can be used: it answers a URL with 2xx, writes a line, or passes a probe. */
export type Readiness =
  | { url: string; headers?: Record<string, string> }
  | { log: RegExp }
  | { probe: () => Promise<boolean> }

export type ProcessDefinition = Command & {
  name: string
  ready: Readiness
  /** Milliseconds until a start counts as failed. Generous: a busy machine is not a broken one. */
  readyWithin: number
  /** SIGTERM unless the program means another signal by "end in order". */
  stopSignal?: NodeJS.Signals
  /** Milliseconds between that signal and SIGKILL. */
  stopWithin?: number
  /** Arguments before the others, decided anew at every start. */
  leadingArgs?: () => string[]
  /** Runs before every start, also before a restart: whatever must be in place on disk. */
  prepare?: () => Promise<void>
  /** Runs after every exit. */
  afterExit?: (exit: Exit) => Promise<void>
}

export type Exit = { code: number | null; signal: NodeJS.Signals | null; expected: boolean }

export type ProcessState = 'STOPPED' | 'STARTING' | 'READY' | 'STOPPING'

/** Where the processes of one stack keep their logs and pid files, and by what they are known again. */
export type ProcessHome = { logs: string; run: string; marker: string }

/**
 * One program of the stack as an operating system process that tests may stop, kill and start again at will.
 * `exit` is emitted with an `Exit` whenever it ends; `expected` says whether this object was asked for it.
 */
export class ManagedProcess extends EventEmitter<{ exit: [Exit] }> {
  readonly name: string
  readonly logFile: string
  readonly #definition: ProcessDefinition
  readonly #home: ProcessHome
  #child: ChildProcess | undefined
  #ended: Promise<Exit> | undefined
  #state: ProcessState = 'STOPPED'
  #expected = false

  constructor(definition: ProcessDefinition, home: ProcessHome) {
    super()
    this.name = definition.name
    this.logFile = join(home.logs, `${definition.name}.log`)
    this.#definition = definition
    this.#home = home
  }

  get state(): ProcessState {
    return this.#state
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Starts it and resolves when it is ready. `env` is for this run only; a later restart goes back to the definition. */
  async start(env: Record<string, string> = {}): Promise<void> {
    if (this.#child) throw new StackError(`${this.name} already runs (process ${this.pid}).`)

    this.#state = 'STARTING'
    try {
      await this.#definition.prepare?.()
      const from = await this.#spawn(env)
      await this.#untilReady(from)
    } catch (error) {
      await this.kill()
      this.#state = 'STOPPED'
      throw error
    }
    this.#state = 'READY'
  }

  /** Asks it to end in order; after `stopWithin` it is killed. Resolves when it has ended. */
  async stop(): Promise<void> {
    if (!this.#child || !this.#ended) return

    const { stopSignal = 'SIGTERM', stopWithin = 15_000 } = this.#definition
    this.#expected = true
    this.#state = 'STOPPING'
    this.#child.kill(stopSignal)

    const patience = new AbortController()
    const late = sleep(stopWithin, 'LATE' as const, { signal: patience.signal }).catch(() => 'ENDED' as const)
    if ((await Promise.race([this.#ended, late])) === 'LATE') this.#child?.kill('SIGKILL')
    patience.abort()

    await this.#ended
  }

  /** SIGKILL, as a power cut would do it. Resolves when the process is gone. */
  async kill(): Promise<void> {
    if (!this.#child || !this.#ended) return

    this.#expected = true
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  /** Stops it if it runs, then starts it; `env` is added for this run. */
  async restart(env: Record<string, string> = {}): Promise<void> {
    await this.stop()
    await this.start(env)
  }

  /** Sends a signal, such as SIGSTOP and SIGCONT for a process that hangs. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  async #spawn(env: Record<string, string>): Promise<number> {
    await mkdir(this.#home.logs, { recursive: true })
    await mkdir(this.#home.run, { recursive: true })
    await rotate(this.logFile)

    const from = await logSize(this.logFile)
    const log = openSync(this.logFile, 'a')
    const { stopSignal = 'SIGTERM', leadingArgs, args } = this.#definition
    const command = {
      ...this.#definition,
      args: [...(leadingArgs?.() ?? []), ...args],
      env: { ...this.#definition.env, ...env, [marker]: this.#home.marker },
    }

    try {
      const child = spawnDetachedFromOutput(command, log, stopSignal)
      this.#expected = false
      this.#child = child
      this.#ended = this.#end(child)
      await once(child, 'spawn')
      if (child.pid)
        await writePrivate(this.#pidFile, { name: this.name, stopSignal, ...identityOf(child.pid) })
    } catch (error) {
      this.#child = undefined
      this.#ended = undefined
      throw new StackError(
        `${this.name} cannot be started: ${this.#definition.command} gives ${codeOf(error) ?? messageOf(error)}.`,
      )
    } finally {
      closeSync(log)
    }

    return from
  }

  async #end(child: ChildProcess): Promise<Exit> {
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
      child.once('exit', (...ended) => resolve(ended))
      child.once('error', () => resolve([null, null]))
    })
    const exit = { code, signal, expected: this.#expected }

    await rm(this.#pidFile, { force: true })
    await this.#definition.afterExit?.(exit)
    this.#child = undefined
    this.#ended = undefined
    this.#state = 'STOPPED'
    this.emit('exit', exit)

    return exit
  }

  async #untilReady(from: number): Promise<void> {
    const deadline = Date.now() + this.#definition.readyWithin

    while (!(await this.#isReady(from))) {
      if (!this.#child) throw await this.#failure('ended while it started', from)
      if (Date.now() > deadline) {
        throw await this.#failure(`was not ready within ${this.#definition.readyWithin / 1000} s`, from)
      }
      await sleep(40)
    }
    if (!this.#child) throw await this.#failure('ended while it started', from)
  }

  async #isReady(from: number): Promise<boolean> {
    const { ready } = this.#definition
    if ('log' in ready) return ready.log.test(await readSince(this.logFile, from))
    if ('probe' in ready) return ready.probe()

    try {
      const response = await fetch(ready.url, { headers: ready.headers, signal: AbortSignal.timeout(2000) })
      await response.body?.cancel()

      return response.ok
    } catch {
      return false
    }
  }

  async #failure(what: string, from: number): Promise<StackError> {
    const last = telling(await readSince(this.logFile, from))

    return new StackError(
      `${this.name} ${what}${last ? ` and last said "${last}"` : ''}: read ${this.logFile}.`,
    )
  }

  get #pidFile(): string {
    return join(this.#home.run, `${this.name}.pid.json`)
  }
}

/** A log is appended to over restarts, so that a kill can be read about, and kept once when it has grown large. */
async function rotate(file: string): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  )
  if (size < 20_000_000) return

  await rename(file, `${file}.1`).catch(() => truncate(file))
}
