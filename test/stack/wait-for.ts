import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits until `look` answers something other than undefined or false, and answers it. When the deadline passes
 * it fails and says what was seen last. Most things are there soon: it looks often at first, then every `every`.
 */
export async function waitFor<Value>(
  what: string,
  look: () => Promise<Value | undefined | false>,
  { within = 30_000, every = 50 }: { within?: number; every?: number } = {},
): Promise<Value> {
  const deadline = Date.now() + within
  let pause = Math.min(2, every)
  let seen: unknown
  for (;;) {
    try {
      const value = await look()
      if (value !== undefined && value !== false) return value
      seen = value
    } catch (error) {
      seen = error
    }
    if (Date.now() > deadline) throw new Error(`Waited ${within} ms for: ${what}. Last seen: ${show(seen)}`)
    await delay(pause)
    pause = Math.min(pause * 1.5, every)
  }
}

const show = (seen: unknown): string =>
  seen instanceof Error ? (seen.stack ?? seen.message) : JSON.stringify(seen)
