import { createLog } from '@pactwork/kernel/runtime/log'
import { completed } from '@pactwork/workflow/runner/outcome'
import { startRunner } from '@pactwork/workflow/runner/runner'
import { defineWorker } from '@pactwork/workflow/runner/worker'
import { z } from 'zod'

// A worker in a process of its own, to be killed while its poll is parked.
const engine = z
  .object({ url: z.string(), user: z.string(), password: z.string() })
  .parse(JSON.parse(process.env['TEST_ENGINE'] ?? ''))
const [workerId, topic] = z.tuple([z.string(), z.string()]).parse(process.argv.slice(2))

startRunner({
  engine,
  workerId,
  longPoll: 60_000,
  sign: async () => 'nothing is called',
  log: createLog('doomed-worker', 'silent'),
  workers: [defineWorker({ topic, variables: z.looseObject({}), run: async () => completed() })],
})
process.stdout.write('started\n')
