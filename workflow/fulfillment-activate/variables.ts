import { z } from 'zod'
import { processVariables } from '../runner/variables.ts'

/** Given at the start. */
export const startVariables = processVariables.extend({
  orderId: z.string().startsWith('ord_'),
  itemId: z.string().startsWith('itm_'),
  lineId: z.string().startsWith('oln_'),
  attempt: z.int().positive(),
})
