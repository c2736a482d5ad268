import { command } from '@pactwork/kernel/command'
import { mayActFor } from '@pactwork/kernel/customer-authority'
import { rejectMissing } from '@pactwork/kernel/errors'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { carryOutCapture, logRefusedCapture } from '../carry-out-capture.ts'
import { gatherCapture } from '../gather-capture.ts'

/** The same as the machine does, by hand: for when it could not. A second order of a quote is refused (CNF-04). */
export const captureOrderFromQuote = command({
  name: 'captureOrderFromQuote',
  permission: 'order:capture',
  input: z.object({ quoteId: idSchema('quo'), revision: z.int().positive().optional() }),
  async gather(input, gather) {
    const evidence = await gatherCapture(input, gather)
    const authority = await gather.ports.customerAuthority()

    return mayActFor(authority, evidence.quote.customerId) ? evidence : rejectMissing('Quote')
  },
  refused: (_, rejected, handling) => logRefusedCapture(rejected, handling),
  handle: (_, handling) => carryOutCapture('CaptureOrderFromQuotePayload', handling),
})
