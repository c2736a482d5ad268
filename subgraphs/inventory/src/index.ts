import { defineContext } from '@pactwork/kernel/context'
import { mutation } from '@pactwork/kernel/resolver'

import { PrismaClient } from '../generated/prisma/client.ts'
import { checkAvailability } from './commands/check-availability.ts'
import { installDeliveredProducts } from './commands/install-delivered-products.ts'
import { recordReservationOutcome } from './commands/record-reservation-outcome.ts'
import { requestReservation } from './commands/request-reservation.ts'
import { installWhenOrderCompleted } from './consumers/install-delivered-products.ts'
import { reservationHandoffs } from './reservation.handoffs.ts'
import { AvailabilityEvidence, availabilityEvidence } from './resolvers/availability.ts'
import {
  Customer,
  InstalledProduct,
  installedProduct,
  installedProducts,
} from './resolvers/installed-product.ts'
import { Reservation, reservation, reservationsOfOrder } from './resolvers/reservation.ts'

export default defineContext({
  name: 'inventory',
  schema: new URL('../schema/', import.meta.url),
  prisma: PrismaClient,
  commands: [
    checkAvailability,
    requestReservation,
    recordReservationOutcome,
    installDeliveredProducts,
    ...reservationHandoffs.commands,
  ],
  consumers: [installWhenOrderCompleted],
  dueWork: reservationHandoffs.dueWork,
  ingress: reservationHandoffs.ingress,
  resolvers: {
    Query: { availabilityEvidence, reservation, reservationsOfOrder, installedProducts, installedProduct },
    Mutation: {
      checkAvailability: mutation(checkAvailability),
      requestReservation: mutation(requestReservation),
    },
    AvailabilityEvidence,
    Reservation,
    InstalledProduct,
    Customer,
  },
})
