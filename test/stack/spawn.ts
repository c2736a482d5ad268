import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'

/** Every process that a stack starts carries the stack's data folder under this name, so that it is known again. */
export const marker = 'PACTWORK_STACK'

export type Command = {
  command: string
  args: string[]
  cwd?: string
  env: Record<string, string>
  /** PostgreSQL refuses to run as root. */
  runAs?: { uid: number; gid: number }
}

/**
 * Starts a process that writes straight into a file (a pipe would break it when its parent is killed) and that, where
 * the system can do it, gets `farewell` at the moment its parent dies. Elsewhere the parent's exit hook and the next
 * start clean up.
 */
export function spawnDetachedFromOutput(
  { command, args, cwd, env, runAs }: Command,
  log: number,
  farewell: NodeJS.Signals,
): ChildProcess {
  const wrapped = canFollowParent()
    ? { command: 'setpriv', args: ['--pdeathsig', farewell.replace('SIG', ''), '--', command, ...args] }
    : { command, args }

  const child = spawn(wrapped.command, wrapped.args, { cwd, env, ...runAs, stdio: ['ignore', log, log] })
  child.once('spawn', () => living.add(child))
  child.once('exit', () => living.delete(child))
  hookExit()

  return child
}

/** The environment that children inherit: the machine's, without what npm, Node and Jest put there for themselves. */
export function inheritedEnvironment(): Record<string, string> {
  const own = /^(npm_|NODE_OPTIONS$|NODE_CHANNEL_|NODE_V8_COVERAGE$|NODE_ENV$|JEST_|INIT_CWD$)/i

  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !own.test(entry[0]),
    ),
  )
}

const living = new Set<ChildProcess>()
let hooked = false
let followsParent: boolean | undefined

function hookExit(): void {
  if (hooked) return
  hooked = true

  process.once('exit', () => {
    for (const child of living) child.kill('SIGTERM')
  })
}

function canFollowParent(): boolean {
  followsParent ??=
    process.platform === 'linux' &&
    spawnSync('setpriv', ['--pdeathsig', 'TERM', '--', 'true'], { timeout: 5000 }).status === 0

  return followsParent
}
