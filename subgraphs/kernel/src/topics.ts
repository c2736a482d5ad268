import type { EventDefinition } from '@pactwork/contracts/events/define'

const topics = new Map<string, string>()

/** Remembers to which topic each of an aggregate's events goes. */
export function registerTopics(events: Readonly<Record<string, EventDefinition>>): void {
  for (const definition of Object.values(events)) topics.set(definition.type, definition.topic)
}

/** The topic of an event type that an aggregate of this process publishes. */
export function topicOf(type: string): string {
  const topic = topics.get(type)
  if (!topic) throw new TypeError(`No aggregate publishes ${type}.`)

  return topic
}
