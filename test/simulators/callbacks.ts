import { randomUUID } from 'node:crypto'

import { signedHeaders } from './signature.ts'
import type { Promised, State } from './state.ts'
import type { Words } from './words.ts'

/** Calls back what was promised, also what a killed process had promised before. */
export type Callbacks = {
  /** Promises a callback, on the journal. Work that is under way is settled as `settles` when the time has come. */
  promise(key: string, afterMs: number, settles: 'DONE' | 'REFUSED' | null): void
  /** Promises one that says "at work" when that is no longer true. */
  promiseStale(key: string, afterMs: number): void
  /** Calls back at once and waits until it was taken. */
  now(key: string): Promise<void>
  /** Goes on with what is open on the journal. */
  resume(): void
  stop(): void
}

const retryMs = 500

export function openCallbacks(state: State, words: Words, secret: Buffer): Callbacks {
  const timers = new Set<NodeJS.Timeout>()
  let stopped = false

  const later = (promised: Promised, ms: number): void => {
    if (stopped) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      void deliver(promised)
    }, ms)
    timers.add(timer)
  }

  const deliver = async (promised: Promised): Promise<void> => {
    const settled = promised.settles
    const work = state.works.get(promised.key)
    if (work?.state === 'WORKING' && (settled === 'DONE' || settled === 'REFUSED')) {
      state.record({
        kind: 'SETTLED',
        key: promised.key,
        state: settled,
        reason: settled === 'REFUSED' ? words.usualReason : null,
      })
    }
    const status = await send(promised)
    if (stopped) return
    if (status >= 500 || status === 0) later(promised, retryMs)
    else state.record({ kind: 'CALLBACK_DELIVERED', id: promised.id, status })
  }

  const send = async ({ key, settles }: Promised): Promise<number> => {
    const work = state.works.get(key)
    if (!work?.callbackUrl) return 410
    const shown = settles === 'WORKING' ? { ...work, state: 'WORKING' as const } : work
    const body = JSON.stringify(words.present(shown, { repeated: false }))
    try {
      const response = await fetch(work.callbackUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signedHeaders(secret, body) },
        body,
        signal: AbortSignal.timeout(5_000),
      })
      return response.status
    } catch {
      return 0
    }
  }

  const note = (key: string, afterMs: number, settles: string | null): Promised => {
    const promised = {
      kind: 'CALLBACK_PROMISED' as const,
      id: randomUUID(),
      key,
      dueAt: Date.now() + afterMs,
      settles,
    }
    state.record(promised)

    return promised
  }

  return {
    promise: (key, afterMs, settles) => later(note(key, afterMs, settles), afterMs),
    promiseStale: (key, afterMs) => later(note(key, afterMs, 'WORKING'), afterMs),
    now: (key) => deliver(note(key, 0, null)),
    resume() {
      for (const promised of state.promised.values())
        later(promised, Math.max(0, promised.dueAt - Date.now()))
    },
    stop() {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
