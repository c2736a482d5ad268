import { runFaultSample } from './run/faults.ts'
import { runChecks } from './run/checks.ts'
import { runJest } from './run/jest.ts'
import { checkRequirements } from './run/requirements.ts'
import { add, none, type Tally } from './run/tally.ts'

// `npm test`: every check, every test, a sample of the faults, and whether docs/requirements.md tells the truth.
const since = Date.now()

const run = async (name: string, work: () => Promise<Tally>): Promise<Tally> => {
  const began = Date.now()
  console.log(`\n── ${name}`)
  const tally = await work().catch((error: unknown): Tally => {
    console.error(error)
    return { ...none, failed: 1 }
  })
  console.log(`── ${name}: ${counted(tally)} in ${((Date.now() - began) / 1000).toFixed(0)} s`)

  return tally
}

const withoutStack = async (): Promise<Tally> =>
  add(await run('checks', runChecks), await run('unit tests', () => runJest('unit')))

// Processes that die mostly wait to come back, so that needs little of what checks and unit tests need: the processor.
const beside = await Promise.all([withoutStack(), run('a sample of the faults', runFaultSample)])
const onStack = await run('tests on the real stack', () => runJest('stack'))

let total = [...beside, onStack].reduce(add)
total = add(total, checkRequirements(total.titles))

console.log(`\nin ${((Date.now() - since) / 1000).toFixed(0)} s`)
console.log(counted(total))
process.exitCode = total.failed === 0 ? 0 : 1

function counted({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
