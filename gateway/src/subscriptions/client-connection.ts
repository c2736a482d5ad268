import { context, type Context as TraceContext } from '@opentelemetry/api'
import type { Log } from '@pactwork/kernel/runtime/log'
import { GraphQLError } from 'graphql'
import { tellOperation } from '../observe/operation-line.ts'
import type { Metrics } from '../observe/metrics.ts'
import { startOperation, type Operation } from '../operation.ts'
import type { Authenticate } from '../trust/authenticate.ts'
import type { Caller } from '../trust/caller.ts'
import type { Member } from './audience.ts'
import type { Hydrate } from './hydration.ts'
import type { Leg } from './leg.ts'
import { session, type Renewal } from './session.ts'
import type { SubscriptionSettings } from './settings.ts'
import { subscriber, type Subscriber } from './subscriber.ts'
import { planned, type Subscription } from './subscription.ts'

/** What all connections share. */
export type Following = {
  /** Follows a subscription from behind a cursor. */
  follow: (subscription: Subscription, after: string | undefined, member: Member) => Leg
  /** A token was renewed. */
  refresh: () => void
  hydrate: Hydrate
  authenticate: Authenticate
  settings: SubscriptionSettings
  metrics: Metrics
  log: Log
}

type Opening = {
  caller: Caller
  trace: TraceContext
  /** Its token is not good any more. */
  over: (why: 'expired' | 'revoked') => void
}

/** A client that has said who it is, and everything that it follows, whichever transport it came by. */
export function clientConnection(following: Following, { caller, trace, over }: Opening) {
  const { follow, refresh, hydrate, authenticate, settings, metrics, log } = following
  const subscribers = new Set<Subscriber>()

  const current = session({
    caller,
    authenticate,
    checkMs: settings.checkMs,
    over,
    renewed(former, renewed) {
      if (former.rights !== renewed.rights) for (const each of [...subscribers]) moveTo(each, renewed)
      refresh()
    },
  })

  /** The rights of its client have changed: what it may be sent is planned anew, or refused. */
  const moveTo = (each: Subscriber, renewed: Caller): void => {
    const { served, asked } = each.subscription()
    try {
      each.move(planned(served, asked, renewed))
    } catch (error) {
      each.refuse(error instanceof GraphQLError ? error : new GraphQLError('The subscription cannot go on.'))
    }
  }

  return {
    caller: current.caller,
    count: () => subscribers.size,
    renew: (token: string): Promise<Renewal> => current.renew(token),

    /** Begins to follow a subscription; `placed` is told where it stands while nothing comes. */
    follow(subscription: Subscription, placed: (cursor: string) => void): Subscriber {
      const { operationName = 'unnamed' } = subscription.asked
      const began = startOperation({ caller: current.caller(), log, signal: new AbortController().signal })
      const ended = metrics.subscriptions.subscription(operationName, began.caller.client.name)
      const made = subscriber({
        subscription,
        follow: (next) => (after, sink) => follow(next, after, { ...sink, caller: current.caller }),
        hydrate: (...asked) => context.with(trace, () => hydrate(...asked)),
        operation: (signal): Operation => ({ ...began, caller: current.caller(), signal }),
        settings,
        metrics: metrics.subscriptions,
        placed,
        forbidden: () => void current.doubt(current.caller().token),
        left() {
          subscribers.delete(made)
          ended()
          began.log.info(
            { operation: operationName, ms: Math.round(performance.now() - began.startedAt) },
            'a subscription ended',
          )
        },
      })
      subscribers.add(made)
      tellOperation(began, { name: operationName, kind: 'subscription', errors: [] }, metrics)
      context.with(trace, () => made.start())

      return made
    },

    /** Lets go of everything. */
    close(): void {
      current.end()
      for (const each of [...subscribers]) each.leave()
    },
  }
}

export type ClientConnection = ReturnType<typeof clientConnection>
