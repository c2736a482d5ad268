import { unwatchFile, watchFile, type Stats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { setTimeout as after } from 'node:timers/promises'
import { ConfigurationError } from '@pactwork/kernel/runtime/config'
import type { SupergraphListener, SupergraphSource } from './source.ts'

type FileSource = {
  file: string
  watch: boolean
  /** How often the file is looked at, in milliseconds. */
  interval?: number
  /** A file counts as written when it has not changed for so long, in milliseconds. */
  settled?: number
}

/** A writer that never ends is not waited for longer than this many looks. */
const longestWrite = 20

/**
 * A supergraph in a file. It is looked at by its path, so a rename over it, a switched symbolic link (as in a mounted
 * configuration of Kubernetes) and file systems without change events are all noticed.
 */
export function fileSource({ file, watch, interval = 500, settled = 100 }: FileSource): SupergraphSource {
  const stopped = new AbortController()
  let turn = Promise.resolve()

  const tell = async (listener: SupergraphListener): Promise<void> => {
    try {
      await written(file, settled, stopped.signal)
      const sdl = await readFile(file, 'utf8')
      if (!stopped.signal.aborted) listener.text(sdl)
    } catch (error) {
      if (!stopped.signal.aborted) listener.unreachable(reasonOf(error, file))
    }
  }

  return {
    name: file,
    read: () =>
      readFile(file, 'utf8').catch((error: unknown) => {
        throw new ConfigurationError(`The supergraph cannot be read: ${reasonOf(error, file)}`)
      }),
    follow(listener) {
      if (!watch) return
      watchFile(file, { interval, persistent: false }, () => {
        turn = turn.then(() => tell(listener))
      })
      // What was written between the first reading and the first look would go unnoticed otherwise.
      turn = turn.then(() => tell(listener))
    },
    stop() {
      stopped.abort()
      unwatchFile(file)
    },
  }
}

async function written(file: string, settled: number, signal: AbortSignal): Promise<void> {
  let seen = await stat(file)
  for (let look = 0; look < longestWrite; look += 1) {
    await after(settled, undefined, { signal, ref: false })
    const now = await stat(file)
    if (isSame(seen, now)) return
    seen = now
  }
}

const isSame = (one: Stats, other: Stats): boolean =>
  one.mtimeMs === other.mtimeMs && one.size === other.size && one.ino === other.ino

function reasonOf(error: unknown, file: string): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  const known = {
    ENOENT: 'there is no file',
    EISDIR: 'this is a folder:',
    EACCES: 'there is no permission to read',
  }[code]

  return known ? `${known} ${file}.` : `${String(error)}.`
}
