import type { Gather } from '@pactwork/kernel/command'
import { EvidenceUnavailable, rejectMissing } from '@pactwork/kernel/errors'
import { offeringsOf } from '../ports/catalog.ts'
import { customerOf } from '../ports/customer.ts'
import { quoteForCapture } from '../ports/quote.ts'
import type { Asked, ValidationEvidence } from './validation.rules.ts'
import { orderToValidate } from './validation.store.ts'

/** Asks the owners side by side. One that does not answer leaves its dimensions pending, and only those. */
export async function gatherValidation(orderId: string, gather: Gather): Promise<ValidationEvidence> {
  const { ports, businessDate } = gather
  const order = await gather.read((uow) => orderToValidate(uow, orderId))
  if (order === undefined) return rejectMissing('Order')

  const [quote, customer, offerings] = await Promise.all([
    asked(quoteForCapture(ports, order.sourceQuoteId)),
    asked(customerOf(ports, order.customerId)),
    asked(offeringsOf(ports, order.lines, businessDate())),
  ])

  return { order, quote, customer, offerings }
}

async function asked<Evidence>(answer: Promise<Evidence>): Promise<Asked<Evidence>> {
  try {
    return { answered: true, evidence: await answer }
  } catch (error) {
    if (error instanceof EvidenceUnavailable) return { answered: false }
    throw error
  }
}
