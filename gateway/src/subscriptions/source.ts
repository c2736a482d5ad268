import type { Caller } from '../trust/caller.ts'
import type { Leg, Sink } from './leg.ts'
import type { UpstreamEvent } from './upstream-event.ts'

/** Something that is followed: at its owner, or with others who follow the same. */
export type Source = {
  subgraph: string
  /** Equal for sources that tell followers of equal rights the same; undefined where it is not shared. */
  key: string | undefined
  /** Whether followers are told the same whatever their rights, as long as they are of one tenant. */
  isOfTenant: boolean
  /** It is followed from now on: whoever begins later sees the same from there. */
  isLive: boolean
  /** Each event has a cursor to go on behind. */
  isResumable: boolean
  /** Whether following it keeps something open at its owner. */
  isAtOwner: boolean
  /** Follows it in somebody's name, from behind a cursor, from where its client wanted to, or from now on. */
  follow(caller: Caller, after: string | undefined, sink: Sink<UpstreamEvent>): Leg
}
