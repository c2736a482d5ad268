import type { Owners } from './owners.ts'
import type { Source } from './source.ts'
import { keyOf, ownerVariables, type Subscription } from './subscription.ts'
import { upstreamEvent } from './upstream-event.ts'

/** A subscription as its owner serves it: for each right of its own. */
export function ownerSource(
  subscription: Subscription,
  { owners, isShared }: { owners: Owners; isShared: boolean },
): Source {
  const { primary, prepared, isLive, isResumable } = subscription

  return {
    subgraph: primary.subgraph,
    key: isShared ? keyOf(subscription) : undefined,
    isOfTenant: false,
    isLive: isLive || !prepared.feed,
    isResumable,
    isAtOwner: true,
    follow: (caller, after, sink) =>
      owners.follow(
        {
          subgraph: primary.subgraph,
          caller,
          query: primary.document,
          operationName: primary.operationName,
          variables: ownerVariables(subscription, after),
        },
        { ...sink, event: (value) => sink.event(upstreamEvent(subscription, value)) },
      ),
  }
}
