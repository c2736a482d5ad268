import { spawn } from 'node:child_process'

export type CommandResult = { code: number | string; output: string }

/** Runs a tool to its end and gives all it printed; a tool that does not exist has the code ENOENT. */
export function runCommand(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; timeout?: number } = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''

    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    child.once('error', (error: NodeJS.ErrnoException) => resolve({ code: error.code ?? 1, output }))
    child.once('close', (code, signal) => resolve({ code: code ?? signal ?? 1, output }))
  })
}

/** Says every ten seconds that a long step is still at work. */
export async function withTicks<T>(
  what: string,
  progress: (message: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const since = Date.now()
  const ticker = setInterval(
    () => progress(`… still ${what}, ${Math.round((Date.now() - since) / 1000)} s`),
    10_000,
  )

  try {
    return await work()
  } finally {
    clearInterval(ticker)
  }
}
