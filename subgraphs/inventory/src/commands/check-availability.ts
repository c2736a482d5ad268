import { command } from '@pactwork/kernel/command'
import { hashOf } from '@pactwork/kernel/hash'
import { idSchema } from '@pactwork/kernel/ids'
import { askSystem } from '@pactwork/treaty/ask-system'
import { z } from 'zod'

import { noAnswer, recordEvidence, type AvailabilityAnswer } from '../availability.ts'
import { evidences } from '../availability.store.ts'
import { fromTheirAnswer, toTheirQuestion } from '../inventory-system.ts'
import { reservationTreaty } from '../reservation.treaty.ts'

const input = z
  .object({
    subjectType: z.enum(['QUOTE', 'ORDER']),
    subjectId: z.string(),
    subjectRevision: z.int().positive().nullish(),
    customerId: idSchema('cus'),
    siteId: idSchema('sit').nullish(),
    lines: z
      .array(
        z.object({
          lineRef: z.string().min(1).max(100),
          offeringId: idSchema('off'),
          quantity: z.int().positive(),
        }),
      )
      .max(500),
  })
  .refine(
    ({ subjectType, subjectId }) =>
      idSchema(subjectType === 'QUOTE' ? 'quo' : 'ord').safeParse(subjectId).success,
    {
      path: ['subjectId'],
      message: 'must be the id of a quote or an order',
    },
  )

/**
 * Asks the inventory system what appears feasible and keeps its answer as evidence (INV-06, INV-07). The system is
 * asked before the unit of work; when it does not answer in time, the evidence says UNKNOWN (INV-11).
 */
export const checkAvailability = command({
  name: 'checkAvailability',
  permission: null,
  machines: ['port'],
  input,

  async gather({ siteId, lines }, { tenantId, correlationId }): Promise<AvailabilityAnswer> {
    if (lines.length === 0) return noAnswer(lines, 'NOTHING_ASKED')

    const question = { siteId: siteId ?? null, lines }
    const said = await askSystem(reservationTreaty, {
      path: '/availability-checks',
      body: toTheirQuestion(question),
      tenantId,
      correlationId,
    })

    return said.answered ? fromTheirAnswer(question, said.status, said.body) : noAnswer(lines, 'NO_ANSWER')
  },

  async handle(
    { subjectType, subjectId, subjectRevision, customerId },
    { uow, clock, evidence: answer, newId },
  ) {
    const id = newId('ave')
    const subject = { subjectType, subjectId, subjectRevision: subjectRevision ?? null }
    const at = clock.now()
    const saved = await evidences(customerId)(uow).create(
      id,
      recordEvidence({
        ...subject,
        evidenceId: id,
        sourceSystem: reservationTreaty.system,
        answer,
        at,
        evidenceHash: hashOf({ ...subject, answer, checkedAt: at.toISOString(), schemaVersion: 1 }),
      }),
    )

    return { __typename: 'CheckAvailabilityPayload', evidence: { id: saved.id } }
  },
})
