import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { cells, type Cell } from '../faults/cells.ts'
import { runMatrix } from '../faults/matrix.ts'
import { root } from '../stack/paths.ts'
import { none, type Tally } from './tally.ts'

const sampleSize = 4

/** A few cells of the kill matrix, chosen by the commit: over time every cell is tried, each run is repeatable. */
export async function runFaultSample(): Promise<Tally> {
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim()
  let tally = none
  await runMatrix(sample(commit), {
    progress: () => {},
    onResult({ cell, broken, seconds }) {
      console.log(
        `${broken.length === 0 ? 'held  ' : 'BROKEN'} ${cell} (${seconds.toFixed(1)} s) ${broken.join('; ')}`,
      )
      tally =
        broken.length === 0
          ? {
              ...tally,
              passed: tally.passed + 1,
              titles: [...tally.titles, { title: cell, file: 'test/faults/cells.ts' }],
            }
          : { ...tally, failed: tally.failed + 1 }
    },
  })

  return tally
}

const sample = (commit: string): Cell[] =>
  cells
    .map((cell) => ({ cell, rank: createHash('sha256').update(commit).update(cell.name).digest('hex') }))
    .toSorted((one, other) => one.rank.localeCompare(other.rank))
    .slice(0, sampleSize)
    .map(({ cell }) => cell)
