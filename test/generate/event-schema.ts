import { envelope, type EventDefinition } from '@pactwork/contracts/events/define'
import { z } from 'zod'
import { jsonText, type Artifact } from './artifact.ts'

/** Where an event's schema is committed, within contracts/. */
export const schemaPath = ({ context, type, version }: EventDefinition): string =>
  `schemas/${context}/${type}.v${version}.json`

/**
 * An event as it stands on the wire: envelope and payload (EVT-06, EVT-17). It is the reader's schema: fields
 * nobody knows are allowed, because consumers ignore them (M16).
 */
export function eventSchema(event: EventDefinition): object {
  const message = envelope.extend({
    type: z.literal(event.type),
    schemaVersion: z.literal(event.version),
    source: z.literal(event.context),
    aggregateType: z.literal(event.aggregate),
    payload: event.payload,
  })
  const { $schema, ...schema } = z.toJSONSchema(message, { io: 'input' })

  return {
    $schema,
    $id: `urn:pactwork:event:${event.context}:${event.type}:v${event.version}`,
    title: event.type,
    description: event.description,
    'x-topic': event.topic,
    ...schema,
  }
}

export const schemaFiles = (events: readonly EventDefinition[]): Artifact[] =>
  events.map((event) => ({ path: `contracts/${schemaPath(event)}`, content: jsonText(eventSchema(event)) }))
