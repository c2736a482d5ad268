import { parseArgs } from 'node:util'
import { systemClock } from '@pactwork/kernel/clock'
import { openDatabase } from '@pactwork/kernel/database'
import { rebuildProjection } from '@pactwork/kernel/events/projection-rebuild'
import { operate } from './operate.ts'

const help = `Builds a projection anew from the first event, beside the live one, and swaps it in when it has caught up.
The consumers of the running system do it; this command asks for it and waits.

  node subgraphs/host/src/rebuild.ts --context quote --projection quote_summary`

await operate(help, async ({ database }) => {
  const { values } = parseArgs({ options: { context: { type: 'string' }, projection: { type: 'string' } } })
  const { context, projection } = values
  if (!context || !projection) throw new Error('--context and --projection must both be given.')

  const own = openDatabase({ url: database(context), name: 'pactwork-rebuild', max: 1 })
  try {
    const generation = await rebuildProjection({
      database: own,
      projection,
      clock: systemClock,
      progress: (lag) => process.stderr.write(`\r${projection}: ${lag ?? '?'} events to go   `),
    })
    process.stderr.write(`\r${projection}: generation ${generation} is live        \n`)
  } finally {
    await own.close()
  }
})
