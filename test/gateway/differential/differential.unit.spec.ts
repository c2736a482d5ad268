import { beforeAll, describe, expect, test } from '@jest/globals'
import { parse, print } from 'graphql'
import { describeDifference, railwayTwice } from './differential.ts'
import { plantedBugs } from './planted-bugs.ts'
import { railway } from './railway.ts'

/**
 * Every run of the checks asks other operations of another world. A difference names its seed; `PACTWORK_SEED=N` asks
 * the same again, `PACTWORK_OPERATIONS` more of them.
 */
const given = process.env['PACTWORK_SEED'] ?? 'random'
const seed = given === 'random' ? Math.floor(Math.random() * 1_000_000) : Number(given)
const operations = Number(process.env['PACTWORK_OPERATIONS'] ?? 2_000)
const minutes = 60_000

let twice: ReturnType<typeof railwayTwice>
beforeAll(() => {
  twice = railwayTwice(seed)
})

describe(`the same schema as subgraphs and as a monolith, seed ${seed}`, () => {
  test(
    `${operations} random operations get the same data and the same error paths`,
    async () => {
      const differences = await twice.differences(0, operations, { most: 3 })
      if (differences.length > 0)
        throw new Error(`They differ:\n\n${differences.map(describeDifference).join('\n')}`)

      // What the planner finds no end for is refused; were it more than a trace, nothing would be proven.
      expect(twice.unplanned.size).toBeLessThan(operations / 200)
      process.stdout.write(`${operations} operations, seed ${seed}\n${twice.coverage.report()}\n`)
    },
    10 * minutes,
  )

  test('the run has met every type, every form of condition and every kind of step, mostly together', () => {
    expect(railway.length).toBeGreaterThanOrEqual(5)
    expect(twice.coverage.rarer(operations / 500)).toEqual([])
    expect(twice.coverage.share()).toBeGreaterThan(0.7)
  })
})

describe(`a bug planted in merging or deduplication is found, seed ${seed}`, () => {
  test.each(Object.entries(plantedBugs))(
    '%s',
    async (_, run) => {
      const [found] = await twice.differences(0, operations, { run, most: 1 })

      expect(found?.difference).toBeDefined()
      expect(print(parse(found?.operation ?? '')).length).toBeLessThan(2_000)
    },
    5 * minutes,
  )
})
