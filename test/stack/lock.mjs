// Plain JavaScript: the bootstrap uses it under a Node that cannot read TypeScript yet.
import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * What tells a process from another one that got its number later: the moment it started.
 * Undefined when it does not run (a zombie does not run: nobody may ever collect it in a container).
 */
export function identify(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return undefined

  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')

      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
    } catch {
      return undefined
    }
  }

  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error.code !== 'EPERM') return undefined
  }

  if (process.platform === 'win32') return 'running'

  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}

/** A process and the moment it started, as it is written to lock and pid files. */
export function identityOf(pid) {
  return { pid, started: identify(pid) ?? '' }
}

/** Whether exactly that process still runs. */
export function isRunning(identity) {
  return identity.started !== '' && identify(identity.pid) === identity.started
}

/**
 * Takes the lock or says who has it. A lock whose holders are all dead (a run killed in the middle) is taken over.
 * `share` makes a child a holder too: a child that outlives its killed parent still keeps others out.
 */
export function tryLock(path) {
  mkdirSync(dirname(path), { recursive: true })

  const holders = [identityOf(process.pid)]
  const draft = `${path}.${process.pid}`

  for (;;) {
    writeFileSync(draft, JSON.stringify(holders))
    try {
      // A link appears with its content or not at all, so nobody ever reads half a lock.
      linkSync(draft, path)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    } finally {
      rmSync(draft, { force: true })
    }

    const living = readHolders(path).find(isRunning)
    if (living) return { heldBy: living.pid }

    removeStale(path, draft)
  }

  return {
    share(pid) {
      holders.push(identityOf(pid))
      writeFileSync(draft, JSON.stringify(holders))
      renameSync(draft, path)
    },
    release() {
      if (readHolders(path).some((holder) => holder.pid === process.pid)) rmSync(path, { force: true })
    },
  }
}

/** Runs the work under the lock, waiting for whoever has it; `onWait` is told once who that is. */
export async function withLock(path, work, onWait = () => {}) {
  let told = false

  for (;;) {
    const lock = tryLock(path)

    if (!('heldBy' in lock)) {
      try {
        return await work(lock)
      } finally {
        lock.release()
      }
    }

    if (!told) onWait(lock.heldBy)
    told = true
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

function readHolders(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return []
  }
}

/** Moves the lock away before judging it again: of two that find it stale, one may already have a fresh one there. */
function removeStale(path, draft) {
  const aside = `${draft}.stale`

  try {
    renameSync(path, aside)
    if (readHolders(aside).some(isRunning)) linkSync(aside, path)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
  }
}
