import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { generationsOf } from './projection-generations.ts'

export type RebuildOptions = {
  database: Pick<Database, 'read' | 'write'>
  projection: string
  clock: Clock
  progress?(lag: number | null): void
  signal?: AbortSignal
}

/** The projection is not registered in this context. */
export class UnknownProjection extends Error {
  constructor(projection: string) {
    super(`There is no projection ${projection} in this context.`)
    this.name = 'UnknownProjection'
  }
}

/**
 * Asks the running consumers for a new generation of a projection and waits until it is live; readers see the
 * old rows until then. Answers the new generation.
 */
export async function rebuildProjection({
  database,
  projection,
  clock,
  progress,
  signal,
}: RebuildOptions): Promise<number> {
  const generations = generationsOf(database)
  const live = (await generations.list(projection)).find(({ status }) => status === 'LIVE')
  if (!live) throw new UnknownProjection(projection)

  const opened = await generations.open(projection, live.version, clock.now())
  for (;;) {
    const generation = (await generations.list(projection)).find((one) => one.generation === opened)
    if (!generation || generation.status === 'RETIRED')
      throw new Error(
        `Generation ${opened} of ${projection} was replaced before it was complete. Rebuild again.`,
      )
    if (generation.status === 'LIVE') return opened
    progress?.(generation.lag)
    await delay(200, undefined, signal ? { signal } : {})
  }
}
