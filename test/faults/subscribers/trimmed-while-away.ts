import { expectations, type Trial } from '../trial.ts'
import { gapsOf } from './followers.ts'
import { subscribersScene } from './scene.ts'

/** So many of what they missed are still kept when they come back. */
const left = 4

/** M18: what is not kept any more when a subscriber comes back is one gap in its place, never silence. */
export const trimmedWhileAway: Trial = {
  name: 'twenty subscribers are told one gap each when what they missed while the gateway was dead is trimmed',
  async run({ stack }) {
    const { broken, expect } = expectations()
    const [gateway, relay] = [stack.processes.get('gateway'), stack.processes.get('relay')]
    if (!gateway || !relay) return ['there is no gateway or no relay']
    const { selling, kept, all, told, close } = await subscribersScene(stack.urls.gateway)

    try {
      const before = (await kept.all()).map(({ name }) => name)
      await relay.kill()
      await selling.rounds(1)
      await gateway.kill()
      await relay.start()
      const missed = (await kept.once(selling.commanded())).slice(before.length)
      await kept.trimTo(left)
      await gateway.start()
      await told(before.length + 1 + left)
      await selling.rounds(1)
      const after = await kept.once(left + selling.quotes.length * 2)
      await told(before.length + 1 + after.length)

      expect(missed.length === selling.quotes.length * 2, `${missed.length} changes were missed`)
      const wanted = [...before, 'TRIMMED', ...after.map(({ name }) => name)]
      for (const { name, told: seen } of all) {
        const words = seen.map((one) => (typeof one === 'string' ? one : one.reason))
        expect(gapsOf(seen).length === 1, `${name} was told ${gapsOf(seen).length} gaps`)
        expect(words.join() === wanted.join(), `${name} was told ${words.join(', ')}`)
      }
    } finally {
      close()
      for (const each of [relay, gateway]) if (each.state === 'STOPPED') await each.start()
    }

    return broken
  },
}
