import { walk } from '../../stack/journey/walk.ts'
import { brokenInvariants } from '../invariants.ts'
import type { Trial } from '../trial.ts'

/** WFL-11, M25: a message to the engine is a hint. With none of them the journey completes by timers. */
export const engineHintsOff: Trial = {
  name: 'the journey completes by timers with every message to the engine off',
  async run({ stack, tenant }) {
    const senders = ['consumer', 'scheduler', 'api'].flatMap((name) => stack.processes.get(name) ?? [])
    const restart = (env: Record<string, string>) => Promise.all(senders.map((sender) => sender.restart(env)))

    await restart({ PACTWORK_ENGINE_HINTS: 'off' })
    try {
      const walked = await walk({ tenant, gatewayUrl: stack.urls.gateway, within: 150_000 })
      return await brokenInvariants(stack, tenant, walked)
    } finally {
      await restart({})
    }
  },
}
