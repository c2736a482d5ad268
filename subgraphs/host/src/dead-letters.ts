import { parseArgs } from 'node:util'
import { machineActor } from '@pactwork/kernel/actor'
import type { ContextDefinition } from '@pactwork/kernel/context'
import type { ContextRuntime } from '@pactwork/kernel/context-runtime'
import { kafkaBus } from '@pactwork/kernel/events/kafka'
import { deadLetters, type Parked } from '@pactwork/kernel/events/parked'
import { releaseAggregate } from '@pactwork/kernel/events/release'
import { skipDeadLetter } from '@pactwork/kernel/events/skip-dead-letter'
import { execute } from '@pactwork/kernel/execute'
import { createLog } from '@pactwork/kernel/runtime/log'
import { newUuid } from '@pactwork/kernel/uuid'
import { hostConfig } from './config.ts'
import { contextsNamed } from './contexts.ts'
import { operate } from './operate.ts'
import { contextRuntimes } from './runtimes.ts'

const help = `Events that a consumer could not handle. Each keeps back the later events of its aggregate, for that consumer.

  node subgraphs/host/src/dead-letters.ts --context order --tenant ten_…                     list them
  node subgraphs/host/src/dead-letters.ts --context order --tenant ten_… --release <event>   try it once more
  node subgraphs/host/src/dead-letters.ts --context order --tenant ten_… --skip <event> --reason "why" --by usr_…
                                                                                             give it up, audited`

const options = {
  context: { type: 'string' },
  tenant: { type: 'string' },
  release: { type: 'string' },
  skip: { type: 'string' },
  reason: { type: 'string' },
  by: { type: 'string' },
} as const

await operate(help, async ({ broker }) => {
  const { values } = parseArgs({ options })
  const { tenant, release, skip } = values
  if (!values.context || !tenant) throw new Error('--context and --tenant must both be given.')

  const log = createLog('dead-letters')
  const [context] = contextsNamed([values.context])
  const runtime = context && contextRuntimes([context], hostConfig(), log).get(context.name)
  if (!context || !runtime) throw new Error(`There is no context ${values.context}.`)
  const bus = kafkaBus({ brokers: broker(), clientId: 'pactwork-dead-letters', log })
  try {
    const letters = await runtime.database.read({ tenantId: tenant }, (uow) => deadLetters(uow))
    const chosen = release ?? skip
    if (!chosen) return list(letters)

    const letter = letters.find(({ envelope }) => envelope.eventId === chosen)
    if (!letter) throw new Error(`The event ${chosen} is no dead letter of this tenant and context.`)
    if (skip) await give(runtime, letter, values)
    await releaseAggregate(bus, topicOf(context, letter), letter.envelope)
    process.stderr.write(`${letter.consumer} goes on with ${letter.aggregateId}\n`)
  } finally {
    await bus.stop()
    await runtime.feeds.stop()
    await runtime.database.close()
  }
})

function list(letters: readonly Parked[]): void {
  for (const { consumer, aggregateId, envelope, reason, detail, parkedAt } of letters)
    process.stdout.write(
      `${envelope.eventId}  ${envelope.type}  ${aggregateId}  ${consumer}  ${reason}: ${detail}  since ${parkedAt.toISOString()}\n`,
    )
  if (letters.length === 0) process.stderr.write('There are no dead letters.\n')
}

async function give(
  runtime: ContextRuntime,
  { consumer, aggregateId, envelope }: Parked,
  { reason, by }: { reason?: string | undefined; by?: string | undefined },
): Promise<void> {
  if (!reason || !by) throw new Error('--skip needs --reason and --by: both go into the audit.')

  const result = await execute(
    runtime,
    skipDeadLetter,
    { consumer, aggregateId, eventId: envelope.eventId, reason },
    {
      actor: machineActor('operator', envelope.tenantId, by),
      idempotencyKey: newUuid(),
      correlation: { correlationId: newUuid(), causationId: newUuid() },
    },
  )
  if (result['code']) throw new Error(String(result['message']))
}

/** Where the event came from: the topic its contract names. */
function topicOf(context: ContextDefinition, { consumer, envelope }: Parked): string {
  const consumers = [
    ...(context.consumers ?? []),
    ...(context.projections ?? []).map((projection) => ({
      name: consumer.startsWith(`${context.name}.projection.${projection.name}.`) ? consumer : '',
      definitions: projection.definitions,
    })),
  ]
  const definition = consumers
    .find(({ name }) => name === consumer)
    ?.definitions.find(({ type }) => type === envelope.type)
  if (!definition) throw new Error(`${consumer} no longer handles ${envelope.type}; skip it instead.`)

  return definition.topic
}
