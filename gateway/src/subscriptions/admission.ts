import { localBudgetStore } from '../cache/budget-store.ts'
import type { Caller } from '../trust/caller.ts'
import type { SubscriptionSettings } from './settings.ts'

type Limits = Pick<SubscriptionSettings, 'socketsPerUser' | 'socketsPerAddress' | 'openings'>

/** Lets a connection go that was let in. */
export type Leave = () => void

/**
 * How many connections an address opens and has, and how many a user has, of both transports. Nobody is counted
 * where there are no limits.
 */
export function admission(limits: Limits | undefined) {
  const addresses = counter()
  const users = counter()
  const openings = localBudgetStore()

  return {
    /** A connection from an address, before anything is known of it; undefined when there are too many. */
    async enter(address: string): Promise<Leave | undefined> {
      if (!limits) return () => {}
      const leave = addresses.enter(address, limits.socketsPerAddress)
      if (!leave) return undefined
      const { allowed } = await openings.take(address, 1, limits.openings)
      if (!allowed) leave()

      return allowed ? leave : undefined
    },
    /** The same of whom it is; undefined when that user has too many. Who is nobody counts by address alone. */
    identify({ user }: Caller): Leave | undefined {
      if (!limits || !user) return () => {}

      return users.enter(JSON.stringify([user.issuer, user.tenant, user.sub]), limits.socketsPerUser)
    },
  }
}

export type Admission = ReturnType<typeof admission>

/** Counts by key; each leave counts once. */
function counter() {
  const counts = new Map<string, number>()

  return {
    enter(key: string, most: number): Leave | undefined {
      const count = counts.get(key) ?? 0
      if (count >= most) return undefined
      counts.set(key, count + 1)
      let inside = true

      return () => {
        if (!inside) return
        inside = false
        const rest = (counts.get(key) ?? 1) - 1
        if (rest === 0) counts.delete(key)
        else counts.set(key, rest)
      }
    },
  }
}
