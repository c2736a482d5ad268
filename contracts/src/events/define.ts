import { z } from 'zod'

/** One published fact: its version, what it says and the shape of its payload (EVT-06, M17). */
export type EventDefinition<Type extends string = string, Payload extends z.ZodObject = z.ZodObject> = {
  readonly type: Type
  readonly context: string
  readonly aggregate: string
  readonly topic: string
  /** Grows when the payload grows; a published schema never loses or changes a field. */
  readonly version: number
  readonly description: string
  readonly payload: Payload
}

type EventSpec = { version: number; description: string; payload: z.ZodObject }

type Defined<Specs extends Record<string, EventSpec>> = {
  readonly [Type in keyof Specs & string]: EventDefinition<Type, Specs[Type]['payload']>
}

/** Declares the events of one aggregate; all of them go to one topic, so that their order holds (M15). */
export function defineEvents<const Specs extends Record<string, EventSpec>>(aggregate: {
  context: string
  aggregate: string
  topic: `pactwork.${string}.${string}.v${number}`
  events: Specs
}): Defined<Specs> {
  const defined = Object.entries(aggregate.events).map(([type, spec]) => [
    type,
    { type, context: aggregate.context, aggregate: aggregate.aggregate, topic: aggregate.topic, ...spec },
  ])

  return Object.fromEntries(defined) as Defined<Specs>
}

/** The union of an aggregate's events as its deciders return them: `{ type } & payload`. */
export type EventOf<Events> = {
  [Type in keyof Events]: Events[Type] extends EventDefinition<infer Name, infer Payload>
    ? { type: Name } & z.infer<Payload>
    : never
}[keyof Events]

/** Who caused a fact. A machine says on whose behalf it acts. */
export const actorRef = z.object({
  kind: z.enum(['user', 'machine']),
  id: z.string(),
  onBehalfOf: z.string().optional(),
})

/** What surrounds every payload on the wire and in the journal (EVT-06, INT-17). */
export const envelope = z.object({
  eventId: z.uuid(),
  type: z.string(),
  schemaVersion: z.int().positive(),
  source: z.string(),
  tenantId: z.string(),
  aggregateType: z.string(),
  aggregateId: z.string(),
  aggregateVersion: z.int().positive(),
  occurredAt: z.iso.datetime(),
  correlationId: z.string(),
  causationId: z.string(),
  actor: actorRef,
  processBusinessKey: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
})

export type Envelope = z.infer<typeof envelope>

/** An envelope whose payload was parsed by its event's own schema. */
export type PublishedEvent<Definition extends EventDefinition = EventDefinition> =
  Definition extends EventDefinition<infer Type, infer Payload>
    ? Omit<Envelope, 'type' | 'payload'> & { type: Type; payload: z.infer<Payload> }
    : never
