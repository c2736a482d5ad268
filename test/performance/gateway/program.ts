import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { until } from '../../support/until.ts'

export type Program = { name: string; url: string; pid: number; logFile: string; stop(): Promise<void> }

/** Starts a program that listens on `port` and waits until it answers `ready` with any status. */
export async function startProgram(options: {
  name: string
  args: readonly string[]
  port: number
  cwd: string
  env: Record<string, string>
  logFile: string
  ready: string
}): Promise<Program> {
  const { name, args, port, cwd, env, logFile, ready } = options
  const log = openSync(logFile, 'w')
  const child = spawn(process.execPath, [...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  process.once('exit', () => child.kill('SIGKILL'))
  const url = `http://127.0.0.1:${port}`

  await until(
    `${name} is up`,
    async () => {
      if (child.exitCode !== null)
        throw new Error(`${name} ended: ${readFileSync(logFile, 'utf8').slice(-2_000)}`)
      return (await fetch(`${url}${ready}`)).status > 0
    },
    { within: 60_000, every: 50 },
  )

  return { name, url, pid: child.pid ?? 0, logFile, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const killer = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await ended
  clearTimeout(killer)
}

/** So many ports that nobody listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => {
    const address = server.address()
    return typeof address === 'object' && address ? address.port : 0
  })
  await Promise.all(servers.map((server) => once(server.close(), 'close')))

  return ports
}

/** What a program and the processes it started have used of the processors so far, in milliseconds. */
export const processorMilliseconds = (pid: number): number =>
  [pid, ...childrenOf(pid)].reduce((sum, each) => sum + ticksOf(each) * 10, 0)

/** What they hold in memory, in megabytes. */
export const residentMegabytes = (pid: number): number =>
  Math.round([pid, ...childrenOf(pid)].reduce((sum, each) => sum + residentOf(each), 0) / 1_024)

function childrenOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    read(`/proc/${pid}/task/${task}/children`)
      .split(' ')
      .filter((text) => text !== '')
      .map(Number),
  )

  return children.flatMap((child) => [child, ...childrenOf(child)])
}

const residentOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0)

function ticksOf(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? []

  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
