import { open, stat } from 'node:fs/promises'

export async function logSize(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}

/** What was written since that position; at most the last 256 KB of it. */
export async function readSince(file: string, from: number): Promise<string> {
  const size = await logSize(file)
  const start = Math.max(from, size - 262_144)
  if (size <= start) return ''

  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(size - start), position: start })

    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** The line that most likely says what went wrong, short enough for a sentence. */
export function telling(log: string): string | undefined {
  const lines = log
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^at |^\.\.\. \d+ more|^}|^Node\.js v/.test(line))

  const cause = lines.findLast((line) =>
    /\b(fatal|error|exception|caused by|cannot|failed|EADDRINUSE)\b/i.test(line),
  )
  const line = cause ?? lines.at(-1)

  return line && line.length > 240 ? `${line.slice(0, 239)}…` : line
}
