/** The value below which a share of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other)

  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/** Interleaves two contestants in short rounds, so that a noisy machine disturbs both alike; answers rates per second. */
export async function paired(
  contestants: Record<string, (round: number) => Promise<void>>,
  { rounds, perRound, atOnce }: { rounds: number; perRound: number; atOnce: number },
): Promise<Record<string, { perSecond: number; rounds: number[] }>> {
  const names = Object.keys(contestants)
  const rates = new Map<string, number[]>(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const work = contestants[name]
      if (!work) continue
      const began = performance.now()
      let started = 0
      const lane = async (): Promise<void> => {
        while (started < perRound) {
          started += 1
          await work(round)
        }
      }
      await Promise.all(Array.from({ length: atOnce }, lane))
      rates.get(name)?.push((perRound / (performance.now() - began)) * 1_000)
    }
  }

  return Object.fromEntries(
    [...rates].map(([name, all]) => [name, { perSecond: percentile(all, 0.5), rounds: all }]),
  )
}
