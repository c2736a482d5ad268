import { existsSync } from 'node:fs'

import type { StartOptions } from './options.ts'
import type { Stack } from './stack.ts'
import type { Progress } from './stack-error.ts'

export type Persona = { name: string; role: string; tenant: string; token: string }

export type JourneyResult = {
  /** Whether the order of the journey is COMPLETED. */
  completed: boolean
  personas: Persona[]
  /** What a newcomer may try next, a line each. */
  next: string[]
}

/** What `npm start` does once the stack is up: everything through the public endpoint. */
export type Journey = (
  stack: Stack,
  options: StartOptions & { progress: Progress; signal: AbortSignal },
) => Promise<JourneyResult>

/** The journey of `journey.ts` beside this file, which exports `journey`. Without that file the stack only starts. */
export async function findJourney(): Promise<Journey | undefined> {
  const file = new URL('journey.ts', import.meta.url)
  if (!existsSync(file)) return undefined

  const { journey }: { journey: Journey } = await import(file.href)
  return journey
}
