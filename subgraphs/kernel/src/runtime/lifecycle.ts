import type { Log } from './log.ts'

type Stoppable = { name: string; stop(): Promise<void> }

/**
 * What a process started, in order; SIGTERM and SIGINT stop it in the opposite order, each part with a
 * deadline, so that work in hand is finished and nothing new is taken.
 */
export function lifecycle(log: Log, deadlineMilliseconds = 10_000) {
  const parts: Stoppable[] = []
  let stopping: Promise<void> | undefined

  const stopOne = async (part: Stoppable): Promise<void> => {
    const timeout = Promise.withResolvers<'late'>()
    const timer = setTimeout(() => timeout.resolve('late'), deadlineMilliseconds)
    try {
      const outcome = await Promise.race([part.stop(), timeout.promise])
      if (outcome === 'late') log.warn({ part: part.name }, 'did not stop in time')
    } catch (error) {
      log.error({ part: part.name, err: error }, 'did not stop cleanly')
    } finally {
      clearTimeout(timer)
    }
  }

  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      for (const part of parts.toReversed()) await stopOne(part)
      log.info('stopped')
    })()

    return stopping
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void stop().then(() => process.exit(0))
    })
  }

  return {
    /** Registers a started part. */
    started(name: string, part: { stop(): Promise<void> }): void {
      parts.push({ name, stop: () => part.stop() })
    },
    stop,
  }
}

export type Lifecycle = ReturnType<typeof lifecycle>
