import { runFaultSample } from './run/faults.ts'
import { runChecks } from './run/checks.ts'
import { runJest } from './run/jest.ts'
import { checkRequirements } from './run/requirements.ts'
import { add, none, type Tally } from './run/tally.ts'

// `npm test`: every check, every test, a sample of the faults, and whether docs/requirements.md tells the truth.
const since = Date.now()
const parts: [string, () => Promise<Tally>][] = [
  ['checks', runChecks],
  ['unit tests', () => runJest('unit')],
  ['tests on the real stack', () => runJest('stack')],
  ['a sample of the faults', runFaultSample],
]

let total = none
for (const [name, run] of parts) {
  const began = Date.now()
  console.log(`\n── ${name}`)
  const tally = await run().catch((error: unknown): Tally => {
    console.error(error)
    return { ...none, failed: 1 }
  })
  total = add(total, tally)
  console.log(`── ${name}: ${counted(tally)} in ${((Date.now() - began) / 1000).toFixed(0)} s`)
}
total = add(total, checkRequirements(total.titles))

console.log(`\nin ${((Date.now() - since) / 1000).toFixed(0)} s`)
console.log(counted(total))
process.exitCode = total.failed === 0 ? 0 : 1

function counted({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
