import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { runMatrix } from '../faults/matrix.ts'
import type { Trial } from '../faults/trial.ts'
import { subscriberTrials, trials } from '../faults/trials.ts'
import { root } from '../stack/paths.ts'
import { none, type Tally } from './tally.ts'

const sampleSize = 4
const others = trials.filter((trial) => !subscriberTrials.includes(trial))

/** A few trials, one with many subscribers among them, chosen by the commit: over time every one is tried, each run is repeatable. */
export async function runFaultSample(): Promise<Tally> {
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim()
  let tally = none
  await runMatrix([...sample(others, commit, sampleSize), ...sample(subscriberTrials, commit, 1)], {
    progress: () => {},
    onResult({ name, broken, seconds }) {
      console.log(
        `${broken.length === 0 ? 'held  ' : 'BROKEN'} ${name} (${seconds.toFixed(1)} s) ${broken.join('; ')}`,
      )
      tally =
        broken.length === 0
          ? {
              ...tally,
              passed: tally.passed + 1,
              titles: [...tally.titles, { title: name, file: 'test/faults/trials.ts' }],
            }
          : { ...tally, failed: tally.failed + 1 }
    },
  })

  return tally
}

const sample = (among: readonly Trial[], commit: string, size: number): Trial[] =>
  among
    .map((trial) => ({ trial, rank: createHash('sha256').update(commit).update(trial.name).digest('hex') }))
    .toSorted((one, other) => one.rank.localeCompare(other.rank))
    .slice(0, size)
    .map(({ trial }) => trial)
