import { z } from 'zod'
import { defineEvents, type EventOf } from './define.ts'

const availabilityLine = z.object({
  lineRef: z.string(),
  offeringId: z.string(),
  /** Decimals as strings. */
  requestedQuantity: z.string(),
  availableQuantity: z.string().nullable(),
  status: z.string(),
  explanationCode: z.string().nullable(),
})

export const availabilityEvents = defineEvents({
  context: 'inventory',
  aggregate: 'AvailabilityEvidence',
  topic: 'pactwork.inventory.availability.v1',
  events: {
    AvailabilityEvidenceCreated: {
      version: 1,
      description:
        'The inventory system was asked what appears feasible; this is its answer, or that none came.',
      payload: z.object({
        evidenceId: z.string(),
        sourceSystem: z.string(),
        sourceReference: z.string().nullable(),
        subjectType: z.string(),
        subjectId: z.string(),
        subjectRevision: z.int().nullable(),
        /** AVAILABLE, PARTIALLY_AVAILABLE, UNAVAILABLE or UNKNOWN. */
        status: z.string(),
        explanationCode: z.string().nullable(),
        checkedAt: z.iso.datetime(),
        expiresAt: z.iso.datetime().nullable(),
        evidenceHash: z.string(),
        lines: z.array(availabilityLine),
      }),
    },
  },
})

export type AvailabilityEvent = EventOf<typeof availabilityEvents>

/** What every reservation event says: whom it is for and what the inventory system calls it. */
const reservation = {
  reservationId: z.string(),
  orderId: z.string(),
  lineId: z.string(),
  itemId: z.string(),
  /** The attempt of the fulfillment item that asked last. */
  attempt: z.int().positive(),
  sourceSystem: z.string(),
  /** Null as long as no answer named one. */
  externalReference: z.string().nullable(),
}

/** Why, in our words: the class of INT-13, a code of ours, how often it was sent and what was last heard. */
const reason = {
  errorClass: z.string(),
  errorCode: z.string(),
  sends: z.int().nonnegative(),
  lastObservation: z.string().nullable(),
}

export const reservationEvents = defineEvents({
  context: 'inventory',
  aggregate: 'Reservation',
  topic: 'pactwork.inventory.reservation.v1',
  events: {
    ReservationRequested: {
      version: 1,
      description: 'A hold is wanted; the request is kept before it leaves.',
      payload: z.object({
        ...reservation,
        offeringId: z.string(),
        quantity: z.string(),
        idempotencyKey: z.string(),
        handoffId: z.string(),
      }),
    },
    ReservationRetried: {
      version: 1,
      description: 'A person wants it tried again under the same key; the inventory system is asked first.',
      payload: z.object({ ...reservation, handoffId: z.string() }),
    },
    ReservationCreated: {
      version: 1,
      description:
        'The inventory system holds what was asked for. `externalReference` is its name for the hold.',
      payload: z.object({
        ...reservation,
        externalReference: z.string(),
        reservedQuantity: z.string(),
        reservedAt: z.iso.datetime(),
        expiresAt: z.iso.datetime().nullable(),
      }),
    },
    ReservationConfirmed: {
      version: 1,
      description: 'The inventory system made the hold firm: it does not expire any more.',
      payload: z.object({ ...reservation, externalReference: z.string(), confirmedAt: z.iso.datetime() }),
    },
    ReservationRejected: {
      version: 1,
      description: 'The inventory system refused the hold and said why.',
      payload: z.object({ ...reservation, ...reason }),
    },
    ReservationOutcomeUnknown: {
      version: 1,
      description: 'Whether a hold exists is unknown; the inventory system is being asked.',
      payload: z.object({ ...reservation, ...reason }),
    },
    ReservationUnresolved: {
      version: 1,
      description: 'No safe automatic step is left to learn or mend the outcome; a person decides (fallout).',
      payload: z.object({ ...reservation, ...reason }),
    },
  },
})

export type ReservationEvent = EventOf<typeof reservationEvents>

export const installedProductEvents = defineEvents({
  context: 'inventory',
  aggregate: 'InstalledProduct',
  topic: 'pactwork.inventory.installed-product.v1',
  events: {
    InventoryProductInstanceCreated: {
      version: 1,
      description: 'A delivered order line became an installed product of its customer.',
      payload: z.object({
        installedProductId: z.string(),
        customerId: z.string(),
        orderId: z.string(),
        lineId: z.string(),
        offeringId: z.string(),
        offeringVersion: z.string(),
        specificationId: z.string().nullable(),
        quantity: z.string(),
        configurationId: z.string(),
        configurationHash: z.string(),
        activatedAt: z.iso.datetime(),
        sourceSystem: z.string(),
        externalReferences: z.record(z.string(), z.string()),
      }),
    },
  },
})

export type InstalledProductEvent = EventOf<typeof installedProductEvents>
