/** Every wait of a process begins small and doubles to the cap declared for it, in seconds (M25). */
export type Wait = { waitSeconds: number; waitCapSeconds: number }

/** How long to wait before the domain is asked the next time. */
export const nextWait = ({ waitSeconds, waitCapSeconds }: Wait): number =>
  Math.min(waitCapSeconds, waitSeconds * 2)
