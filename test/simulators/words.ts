import type { Work } from './journal.ts'

/** A request as a system reads it, whatever words it came in. */
export type Asked = {
  readonly key: string
  readonly requestHash: string
  readonly order: string
  readonly article: string
  readonly quantity: number
  readonly callbackUrl: string | null
}

/** What makes one external system differ from another: its paths, its words, its names for what it does. */
export type Words = {
  readonly system: string
  /** POST does the work, GET with `?key=` tells of it. */
  readonly path: string
  readonly prefix: string
  readonly usualReason: string
  read(body: Record<string, unknown>): Asked
  present(work: Work, how: { repeated: boolean }): Record<string, unknown>
  /** Questions that bind nobody, by path. */
  readonly checks: Readonly<
    Record<string, (body: Record<string, unknown>, verdict: 'ALL' | 'SOME' | 'NONE', note: string) => object>
  >
}
