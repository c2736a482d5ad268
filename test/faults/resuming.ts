import { followMilestones, type Milestone } from '../stack/journey/milestones.ts'

/** Follows milestones through every break: reconnects with the cursor of the last one seen. */
export function followForEver(
  gatewayUrl: string,
  token: string,
  filter: { customerId?: string },
  onArrival: (milestone: Milestone) => void,
): { ended: Promise<void>; stop(): void } {
  let stopped = false
  let cursor: string | undefined
  let current: ReturnType<typeof followMilestones> | undefined
  let timer: NodeJS.Timeout | undefined

  const follow = (): void => {
    if (stopped) return
    // Without a cursor yet, everything from the beginning: the customer is new.
    current = followMilestones(
      gatewayUrl,
      token,
      { ...filter, ...(cursor ? { after: cursor } : { last: 100 }) },
      (milestone) => {
        cursor = milestone.cursor
        onArrival(milestone)
      },
    )
    const again = (): void => {
      current?.stop()
      if (!stopped) timer = setTimeout(follow, 200)
    }
    current.ended.then(again, again)
  }
  follow()

  return {
    ended: new Promise(() => undefined),
    stop() {
      stopped = true
      clearTimeout(timer)
      current?.stop()
    },
  }
}
