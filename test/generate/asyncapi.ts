import type { EventDefinition } from '@pactwork/contracts/events/define'
import type { Artifact } from './artifact.ts'
import { schemaPath } from './event-schema.ts'
import { yamlText, type Yaml } from './yaml.ts'

const partitions = 6
const schemaFormat = 'application/schema+json;version=draft-2020-12'

/** The AsyncAPI 3 document of all topics (EVT-17): who publishes what, under which key, in which shape. */
export function asyncApi(events: readonly EventDefinition[]): Artifact {
  const topics = Map.groupBy(events, ({ topic }) => topic)

  return {
    path: 'contracts/asyncapi.yaml',
    content: `# Made from contracts/src/events by \`npm run generate\`; change those, not this file.\n${yamlText(
      {
        asyncapi: '3.0.0',
        info: {
          title: 'cpq-oms-events',
          version: '1.0.0',
          description:
            'The facts that the contexts of Pactwork publish after commit. One topic per aggregate; the key is the id of the aggregate, so that its events keep their order. A published schema only grows; readers ignore fields they do not know.',
        },
        defaultContentType: 'application/json',
        channels: Object.fromEntries(
          [...topics].map(([topic, declared]) => [topic, channel(topic, declared)]),
        ),
        operations: Object.fromEntries(
          [...topics].map(([topic, declared]) => [`publish.${topic}`, operation(topic, declared)]),
        ),
        components: {
          messages: Object.fromEntries(events.map((event) => [event.type, message(event)])),
          schemas: {
            TraceHeaders: {
              type: 'object',
              properties: {
                traceparent: {
                  type: 'string',
                  description: 'The W3C trace context of the command that caused the fact.',
                },
              },
            },
          },
        },
      },
    )}`,
  }
}

/** The partition key. Bindings want it written out, not referred to. */
const aggregateId = { type: 'string', description: 'The id of the aggregate, such as `quo_01…`.' }

const channel = (topic: string, declared: readonly EventDefinition[]): Yaml => ({
  address: topic,
  description: `Every fact about ${declared[0]?.aggregate}, in the order of its versions. Published by ${declared[0]?.context} alone.`,
  messages: Object.fromEntries(declared.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }])),
  bindings: { kafka: { topic, partitions, topicConfiguration: { 'retention.ms': -1 } } },
})

const operation = (topic: string, declared: readonly EventDefinition[]): Yaml => ({
  action: 'send',
  channel: { $ref: `#/channels/${topic}` },
  summary: `The relay of ${declared[0]?.context} publishes its outbox, in order per aggregate.`,
  messages: declared.map(({ type }) => ({ $ref: `#/channels/${topic}/messages/${type}` })),
})

const message = (event: EventDefinition): Yaml => ({
  name: event.type,
  title: `${event.type} v${event.version}`,
  summary: event.description,
  contentType: 'application/json',
  headers: { $ref: '#/components/schemas/TraceHeaders' },
  payload: { schemaFormat, schema: { $ref: `./${schemaPath(event)}` } },
  bindings: { kafka: { key: aggregateId } },
})
