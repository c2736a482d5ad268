import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

import { z } from 'zod'

const match = z.object({
  /** Glob over the idempotency key. */
  key: z.string().optional(),
  order: z.string().optional(),
  tenant: z.string().optional(),
  article: z.string().optional(),
})

export const behaviourNames = [
  'succeed',
  'reject',
  'unavailable',
  'timeout-after-work',
  'timeout-without-work',
  'late',
  'late-rejection',
  'lost-callback',
  'early-callback',
  'twice',
  'out-of-order',
  'malformed',
  'unauthorized',
  'unknown-status',
  'partial',
] as const

/** How the system behaves towards some requests, until it has done so `next` times. */
export const behaviour = z.object({
  id: z.string(),
  behaviour: z.enum(behaviourNames),
  /** What it is about: a request, a question by key, or a check of availability. */
  on: z.enum(['request', 'ask', 'check']),
  match,
  next: z.int().positive().nullable(),
  reason: z.string().nullable(),
  afterMs: z.int().nonnegative(),
})

/** What the system did for a key, in neutral words; each system has its own for its answers. */
export const work = z.object({
  key: z.string(),
  requestHash: z.string(),
  tenant: z.string(),
  order: z.string(),
  reference: z.string(),
  state: z.enum(['DONE', 'WORKING', 'REFUSED', 'ODD']),
  reason: z.string().nullable(),
  quantity: z.number(),
  callbackUrl: z.string().nullable(),
})

const entry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('CALLED'),
    key: z.string(),
    on: z.string(),
    behaviour: z.string(),
    /** What the message said of itself, by header. */
    metadata: z.record(z.string(), z.string()).default({}),
  }),
  z.object({ kind: z.literal('EFFECT'), work }),
  z.object({ kind: z.literal('REFUSAL'), work }),
  z.object({
    kind: z.literal('SETTLED'),
    key: z.string(),
    state: z.enum(['DONE', 'REFUSED']),
    reason: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('CALLBACK_PROMISED'),
    id: z.string(),
    key: z.string(),
    dueAt: z.number(),
    settles: z.string().nullable(),
  }),
  z.object({ kind: z.literal('CALLBACK_DELIVERED'), id: z.string(), status: z.number() }),
  z.object({ kind: z.literal('BEHAVIOUR_SET'), behaviour }),
  z.object({ kind: z.literal('BEHAVIOUR_USED'), id: z.string() }),
])

export type Behaviour = z.infer<typeof behaviour>
export type Work = z.infer<typeof work>
export type Entry = z.infer<typeof entry>
export type Line = Entry & { readonly at: string }

/** Everything the system ever did or was told, on disk before anybody hears of it. */
export type Journal = {
  append(entry: Entry): void
  readonly entries: readonly Line[]
  close(): void
}

/** Opens the journal; a last line that a kill cut short never was answered, so it is dropped. */
export function openJournal(folder: string): Journal {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'journal.ndjson')
  const kept = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const whole = kept.slice(0, kept.lastIndexOf('\n') + 1)
  const entries: Line[] = whole.split('\n').filter(Boolean).map(read)

  const file = openSync(path, 'a')
  if (whole.length < kept.length) ftruncateSync(file, Buffer.byteLength(whole))

  return {
    entries,
    append(written) {
      const line = Object.assign({ at: new Date().toISOString() }, written)
      writeSync(file, `${JSON.stringify(line)}\n`)
      fsyncSync(file)
      entries.push(line)
    },
    close: () => closeSync(file),
  }
}

function read(line: string): Line {
  const value: unknown = JSON.parse(line)

  return Object.assign({ at: z.object({ at: z.string() }).parse(value).at }, entry.parse(value))
}
