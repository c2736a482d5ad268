/**
 * A loop that runs `turn` again and again: at once while it says there is more, else when woken or when `idle`
 * milliseconds have passed. Stopping lets the turn in hand finish.
 */
export function loop(turn: () => Promise<'more' | number>): { wake(): void; stop(): Promise<void> } {
  let stopping = false
  let woken = false
  let rouse: (() => void) | undefined

  const rest = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(done, milliseconds)
      function done(): void {
        clearTimeout(timer)
        rouse = undefined
        resolve()
      }
      rouse = done
    })
  const finished = (async () => {
    while (!stopping) {
      woken = false
      const next = await turn()
      if (next !== 'more' && !woken && !stopping) await rest(next)
    }
  })()

  return {
    wake() {
      woken = true
      rouse?.()
    },
    async stop() {
      stopping = true
      rouse?.()
      await finished
    },
  }
}
