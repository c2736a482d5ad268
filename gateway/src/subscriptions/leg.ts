import type { GraphQLFormattedError } from 'graphql'

/** Why a source sends nothing more. */
export type End =
  | { kind: 'complete' }
  /** By its owner's own word. */
  | { kind: 'refused'; error: GraphQLFormattedError }
  /** Its owner does not accept the token any more. */
  | { kind: 'forbidden' }
  /** The way to its owner broke; finally where it was tried for as long as is waited for an owner. */
  | { kind: 'lost'; reason?: unknown; isFinal?: boolean }

/** Who takes what a source sends; nothing more comes after `ended`. */
export type Sink<Event> = {
  event(event: Event): void
  /** Nothing more came up to there; a source that cannot tell says nothing. */
  placed?(cursor: string): void
  ended(end: End): void
}

/** A source that is being followed. */
export type Leg = { close(): void }

/** Follows a source from behind a cursor, or from now on. Nothing reaches the sink before it has returned. */
export type Follow<Event> = (after: string | undefined, sink: Sink<Event>) => Leg

/** The same, silent from the moment that it is closed or has ended. */
export function openLeg<Event>(
  follow: Follow<Event>,
  after: string | undefined,
  { event, placed, ended }: Sink<Event>,
): Leg {
  let open = true
  const leg = follow(after, {
    event(value) {
      if (open) event(value)
    },
    placed(cursor) {
      if (open) placed?.(cursor)
    },
    ended(end) {
      if (!open) return
      open = false
      ended(end)
    },
  })

  return {
    close() {
      if (!open) return
      open = false
      leg.close()
    },
  }
}
