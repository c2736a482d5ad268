/** A wish to end: Ctrl-C, SIGTERM, or the death of the process that started this one. */
export type Interruption = {
  signal: AbortSignal
  /** Resolves at the first wish. */
  asked: Promise<void>
}

/** A terminal's Ctrl-C reaches us twice, directly and forwarded; only a later one is meant as "at once". */
const sameWish = 1000

export function listenForInterruption(atOnce: () => void): Interruption {
  const controller = new AbortController()
  let first = 0

  const ask = () => {
    if (first === 0) {
      first = Date.now()
      controller.abort()
    } else if (Date.now() - first > sameWish) {
      atOnce()
    }
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask)
  if (process.channel) {
    process.once('disconnect', ask)
    process.channel.unref()
  }

  const asked = new Promise<void>((resolve) =>
    controller.signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  return { signal: controller.signal, asked }
}
