import { parseArgs } from 'node:util'
import { contextNames } from '@pactwork/kernel/contexts'
import { kafkaBus } from '@pactwork/kernel/events/kafka'
import { replayJournal } from '@pactwork/kernel/events/replay'
import { createLog } from '@pactwork/kernel/runtime/log'
import { operate } from './operate.ts'

const help = `Publishes a context's journal to Kafka again, with the original event ids.

  npm run replay -- --context order             after Kafka's data was lost: what a consumer has not handled
                                                yet has its effect now, the rest are repeats
  npm run replay -- --context order --rebuild   after inbox and projections were emptied: consumers whose
                                                effects leave Pactwork only note that they have seen it
  npm run replay -- --context all               every context, one after the other`

await operate(help, async ({ broker, database }) => {
  const { values } = parseArgs({
    options: { context: { type: 'string' }, rebuild: { type: 'boolean', default: false } },
  })
  const names =
    values.context === 'all' ? contextNames : contextNames.filter((name) => name === values.context)
  if (names.length === 0) throw new Error(`--context must be one of: all, ${contextNames.join(', ')}.`)

  const bus = kafkaBus({ brokers: broker(), clientId: 'pactwork-replay', log: createLog('replay') })
  try {
    for (const context of names) {
      const published = await replayJournal({
        context,
        url: database('relay'),
        bus,
        mode: values.rebuild ? 'rebuild' : 'republish',
        progress: (count) => process.stderr.write(`\r${context}: ${count} events `),
      })
      process.stderr.write(`\r${context}: ${published} events published again\n`)
    }
  } finally {
    await bus.stop()
  }
})
