import { isDeepStrictEqual } from 'node:util'
import { waitFor } from '../../stack/wait-for.ts'
import { expectations, type Ground, type Trial } from '../trial.ts'
import { gapsOf } from './followers.ts'
import { notAsCommanded } from './kept.ts'
import { subscribersScene } from './scene.ts'

/** Every process that a change passes on its way from a command to a subscriber. Kafka takes its time to come back. */
const victims = [
  ['gateway', 'the gateway', 2],
  ['api', 'the feed’s owner', 2],
  ['relay', 'the relay', 2],
  ['consumer', 'the feed’s consumer', 2],
  ['kafka', 'Kafka', 1],
  ['postgres', 'PostgreSQL', 2],
] as const

/** SIGKILL in the middle of traffic: nothing is lost, doubled or reordered, and no gap is told. */
async function killed(process: string, times: number, { stack }: Ground): Promise<string[]> {
  const { broken, expect } = expectations()
  const victim = stack.processes.get(process)
  if (!victim) return [`there is no process ${process}`]
  const { selling, kept, all, told, close } = await subscribersScene(stack.urls.gateway)

  try {
    const more = (commands: number): Promise<unknown> => {
      const so = selling.commanded() + commands
      return waitFor(`${so} commands`, async () => selling.commanded() >= so, { within: 90_000 })
    }
    await selling.during(async () => {
      for (let deaths = 0; deaths < times; deaths += 1) {
        await more(20)
        await victim.kill()
        await victim.start()
      }
      await more(20)
    })
    const changes = await kept.once(selling.commanded())
    await told(changes.length)

    broken.push(...notAsCommanded(changes, selling.quotes))
    const names = changes.map(({ name }) => name)
    for (const { name, told: seen, state } of all) {
      expect(state.ended === undefined, `${name} ended: ${state.ended}`)
      expect(gapsOf(seen).length === 0, `${name} was told gaps: ${JSON.stringify(gapsOf(seen))}`)
      expect(
        isDeepStrictEqual(seen, names),
        `${name} was told ${seen.length} of ${names.length}, otherwise than they are kept`,
      )
      if (process === 'gateway') expect(state.returns >= times, `${name} came back ${state.returns} times`)
    }
  } finally {
    close()
    if (victim.state === 'STOPPED') await victim.start()
  }

  return broken
}

export const killedUnderTraffic: readonly Trial[] = victims.map(([process, who, times]) => ({
  name: `twenty resuming subscribers miss nothing while ${who} is killed under traffic`,
  run: (ground) => killed(process, times, ground),
}))
