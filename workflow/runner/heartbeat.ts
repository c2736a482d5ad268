/**
 * Runs `work` while a lock is renewed three times per its duration, so that a slow step is not given to
 * another worker. A renewal that fails is reported once; the engine decides who holds the lock then.
 */
export async function withHeartbeat<Result>(
  lock: { duration: number; extend: (duration: number) => Promise<void>; lost: (error: unknown) => void },
  work: () => Promise<Result>,
): Promise<Result> {
  let lost = false
  const beat = setInterval(() => {
    lock.extend(lock.duration).catch((error: unknown) => {
      if (!lost) lock.lost(error)
      lost = true
    })
  }, lock.duration / 3)

  try {
    return await work()
  } finally {
    clearInterval(beat)
  }
}
