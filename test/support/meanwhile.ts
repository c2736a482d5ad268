import { beforeAll } from '@jest/globals'

/**
 * Begins what mostly waits together with its block, beside the other tests of it; the test that is given what this
 * answers ends with it. It must have everything of its own: a tenant, a scene.
 */
export function meanwhile<Found>(begin: () => Promise<Found>): () => Promise<Found> {
  const { promise, resolve, reject } = Promise.withResolvers<Found>()
  // Who asks is told of a failure; until then nobody is.
  promise.catch(() => {})
  beforeAll(() => void begin().then(resolve, reject))

  return () => promise
}
