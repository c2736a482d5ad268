import type { EventDefinition } from '@pactwork/contracts/events/define'
import { madeBy, type Artifact } from './artifact.ts'
import { schemaPath } from './event-schema.ts'
import type { Reader } from './readers.ts'

/** docs/events.md: every topic with its events, what each says, what it carries and who reads it. */
export function eventsPage(events: readonly EventDefinition[], readers: readonly Reader[]): Artifact {
  const topics = Map.groupBy(events, ({ topic }) => topic)
  const sections = [...topics].map(([topic, declared]) => section(topic, declared, readers))

  return {
    path: 'docs/events.md',
    content: `${[
      '# Events',
      madeBy('contracts/src/events and the consumers of the contexts'),
      'Each event is a fact after commit. On the wire it stands in an envelope (`eventId`, `type`, `schemaVersion`, `source`, `tenantId`, `aggregateType`, `aggregateId`, `aggregateVersion`, `occurredAt`, `correlationId`, `causationId`, `actor`, `processBusinessKey`, `payload`); the key of the record is the `aggregateId`, so the events of one aggregate keep their order. A published schema only grows. The whole is also there as [AsyncAPI](../contracts/asyncapi.yaml) and as one [JSON Schema](../contracts/schemas) per event.',
      ...sections,
    ].join('\n\n')}\n`,
  }
}

function section(topic: string, declared: readonly EventDefinition[], readers: readonly Reader[]): string {
  const [first] = declared

  return [
    `## ${first?.aggregate}`,
    `Topic \`${topic}\`, published by \`${first?.context}\`.`,
    [
      '| Event | What it says | Payload | Read by |',
      '| --- | --- | --- | --- |',
      ...declared.map((event) => row(event, readers)),
    ].join('\n'),
  ].join('\n\n')
}

function row(event: EventDefinition, readers: readonly Reader[]): string {
  const fields = Object.keys(event.payload.shape).map((field) => `\`${field}\``)
  const names = readers.filter((reader) => reader.event === event.type).map(({ name }) => `\`${name}\``)

  return `| [${event.type}](../contracts/${schemaPath(event)}) v${event.version} | ${event.description} | ${fields.join(', ')} | ${names.join(', ')} |`
}
