import { z } from 'zod'
import { processVariables } from '../runner/variables.ts'

/** Given at the start: references and the two integers the decision table is asked with (M27). */
export const startVariables = processVariables.extend({
  quoteId: z.string().startsWith('quo_'),
  revision: z.int().positive(),
  priceHash: z.string(),
  discountBasisPoints: z.int().nonnegative(),
  contractValueMinor: z.int().nonnegative(),
  currency: z.string(),
  dmnKey: z.string(),
  dmnVersion: z.int().positive(),
  dmnHash: z.string(),
})

/** What the decision table adds. */
export const decisionOutputs = z.object({
  level: z.enum(['NONE', 'MANAGER', 'DIRECTOR']),
  candidateGroup: z.string(),
})

/** What stands where the decision is asked for. */
export const variables = startVariables.extend(decisionOutputs.shape)
