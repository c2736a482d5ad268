import { command } from '@pactwork/kernel/command'
import { refuse } from '@pactwork/kernel/errors'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { judged } from '../configuration.ts'
import { keepConfiguration } from '../configuration.store.ts'
import { evaluate, type OfferingFacts } from '../evaluate.ts'
import { offeringFacts } from '../ports/catalog.ts'

const input = z.object({
  quoteId: idSchema('quo'),
  lineId: idSchema('qln'),
  customerId: idSchema('cus').nullish(),
  offeringId: idSchema('off'),
  selections: z.array(z.object({ name: z.string().min(1).max(2000), value: z.string().max(2000) })).max(500),
  quantity: z.int().max(1_000_000_000),
  companionOfferingIds: z.array(idSchema('off')).max(1000).nullish(),
  overrides: z
    .array(z.object({ code: z.string(), path: z.string(), reason: z.string().trim().min(1).max(1000) }))
    .max(100)
    .nullish(),
})

/** Judges the choices for one quote line and keeps the result, whatever it is (CFG-01, CFG-07). */
export const evaluateConfiguration = command({
  name: 'evaluateConfiguration',
  permission: null,
  machines: ['port'],
  input,
  reason: ({ overrides }) =>
    overrides?.map(({ code, reason }) => `${code}: ${reason}`).join('; ') || undefined,

  gather: ({ offeringId }, { ports, businessDate }): Promise<OfferingFacts | null> =>
    offeringFacts(ports, offeringId, businessDate()),

  async handle(given, { uow, actor, clock, evidence: offering, newId }) {
    if (!offering) return refuse('OFFERING_NOT_IN_CATALOG', { offeringId: given.offeringId })

    const by = actor.onBehalfOf ?? actor.id
    const choices = {
      selections: given.selections,
      quantity: given.quantity,
      companionOfferingIds: given.companionOfferingIds ?? undefined,
      overrides: (given.overrides ?? []).map((one) => ({ ...one, by })),
    }
    const evaluation = evaluate(offering, choices)
    const stranger = choices.overrides.find((one) => !evaluation.overrides.includes(one))
    if (stranger) return refuse('OVERRIDE_WITHOUT_VIOLATION', { code: stranger.code })

    const { quoteId, lineId, customerId = null } = given
    const subject = { quoteId, lineId, customerId }
    const id = newId('cfg')
    const { offeringId, offeringVersion, catalogVersion, publicationHash, constraintSetHash } = offering
    const facts = { offeringId, offeringVersion, catalogVersion, publicationHash, constraintSetHash }
    await keepConfiguration(
      uow,
      { id, ...subject, ...facts, ...evaluation, quantity: given.quantity, evaluatedAt: clock.now() },
      judged(id, subject, offering, evaluation),
    )

    return { __typename: 'EvaluateConfigurationPayload', configuration: { id } }
  },
})
