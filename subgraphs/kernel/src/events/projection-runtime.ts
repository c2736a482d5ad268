import type { Projection } from '../projection.ts'
import { groupOf, runConsumer, topicsOf, type ConsumerSurroundings } from './consumer-runtime.ts'
import type { RunningConsumer } from './kafka-consumer.ts'
import { loop } from './loop.ts'
import { countParked, generationsOf, type Generation } from './projection-generations.ts'

const lookWhileBuilding = 500
const lookOtherwise = 2_000
const keepRetired = 60_000
const alarmAfter = 3

/**
 * Feeds a projection's live generation and, when its version was raised or a rebuild was asked for, builds
 * another one from offset zero beside it and swaps it in when it has caught up (EVT-09). Any number of
 * processes may run it: groups share the work, the register decides.
 */
export function runProjection(projection: Projection, surroundings: ConsumerSurroundings): RunningConsumer {
  const { runtime, bus, metrics, log } = surroundings
  const generations = generationsOf(runtime.database)
  const members = new Map<number, RunningConsumer>()
  const leaving: Promise<void>[] = []
  const joined = Promise.withResolvers<void>()
  const consumerOf = ({ generation }: Generation) => projection.consumerOf(runtime.name, generation)

  const wanted = async (): Promise<Generation[]> => {
    const known = await generations.list(projection.name)
    const newest = known.findLast(({ status }) => status !== 'RETIRED')
    if (newest && newest.version >= projection.version) return known
    await generations.open(projection.name, projection.version, runtime.clock.now())

    return generations.list(projection.name)
  }

  const join = (known: readonly Generation[]): Generation[] => {
    const mine = known.filter(({ status, version }) => status !== 'RETIRED' && version === projection.version)
    for (const generation of mine) {
      if (members.has(generation.generation)) continue
      const onDead = countParked(projection.name, generation.generation)
      members.set(generation.generation, runConsumer(consumerOf(generation), { ...surroundings, onDead }))
    }
    for (const [generation, member] of members) {
      if (mine.some((one) => one.generation === generation)) continue
      members.delete(generation)
      leaving.push(member.stop())
    }
    void Promise.all([...members.values()].map((member) => member.joined)).then(() => joined.resolve())

    return mine
  }

  /** How many events a generation has still to read; with none, it is complete up to when that was asked. */
  const measure = async (generation: Generation): Promise<number> => {
    const askedAt = runtime.clock.now()
    const consumer = consumerOf(generation)
    let lag = 0n
    for (const topic of topicsOf(consumer)) {
      const ends = await bus.ends(topic)
      const committed = new Map(
        (await bus.committed(groupOf(consumer), topic)).map((one) => [one.partition, one.offset]),
      )
      for (const { partition, offset } of ends) {
        const done = committed.get(partition) ?? 0n
        lag += offset - (done < 0n ? 0n : done)
      }
    }
    await generations.progress(
      projection.name,
      generation.generation,
      Number(lag),
      lag === 0n ? askedAt : null,
    )
    metrics.observe('projection.lag', Number(lag), {
      projection: projection.name,
      generation: String(generation.generation),
    })

    return Number(lag)
  }

  const look = async (): Promise<number> => {
    const known = await wanted()
    const mine = join(known)
    for (const generation of mine) {
      const lag = await measure(generation)
      if (generation.status === 'BUILDING' && lag === 0) await swap(generation)
    }
    if (known.some(({ status }) => status === 'RETIRED'))
      await generations.sweep(projection.name, new Date(runtime.clock.now().getTime() - keepRetired))

    return mine.some(({ status }) => status === 'BUILDING') ? lookWhileBuilding : lookOtherwise
  }

  const swap = async ({ generation }: Generation): Promise<void> => {
    const swapped = await generations.swap(projection.name, generation, runtime.clock.now())
    const facts = { projection: projection.name, generation }
    if (swapped) log.info(facts, 'the rebuilt projection is live')
    else
      log.warn(
        facts,
        'the rebuilt projection has dead letters that the live one has not; it is not swapped in',
      )
  }

  let failures = 0
  const running = loop(async () => {
    try {
      const next = await look()
      failures = 0
      return next
    } catch (error) {
      failures += 1
      const facts = { projection: projection.name, failures, err: error }
      log[failures === alarmAfter ? 'warn' : 'debug'](
        facts,
        'the progress of the projection is not known now',
      )
      return lookOtherwise
    }
  })

  return {
    joined: joined.promise,
    async stop() {
      await running.stop()
      await Promise.all([...leaving, ...[...members.values()].map((member) => member.stop())])
      joined.resolve()
    },
  }
}
