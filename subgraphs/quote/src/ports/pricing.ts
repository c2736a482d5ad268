import type { Gather } from '@pactwork/kernel/command'
import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'
import type { CustomerEvidence, FreshnessEvidence } from '../quote.evidence.ts'
import type { Quote, QuotePrice } from '../quote.ts'
import { refusal, refusedBy } from './answer.ts'
import { derivedKey } from './derived-key.ts'

const calculation = `mutation PriceQuote($input: CalculatePriceInput!, $idempotencyKey: ID!) {
  calculatePrice(input: $input, idempotencyKey: $idempotencyKey) {
    ... on CalculatePricePayload {
      priceResult {
        id priceHash inputHash traceHash priceBookVersion policyVersion validUntil calculatedAt
        approvalTriggers { code }
        totals {
          oneTime { amount currency } contractValue { amount currency } contractValueMinor
          discount { amount currency } discountBasisPoints
        }
      }
    }
    ... on Rejection { code message }
  }
}`

const money = z.object({ amount: z.string(), currency: z.string() })
const calculated = z.object({
  priceResult: z.object({
    id: z.string(),
    priceHash: z.string(),
    inputHash: z.string(),
    traceHash: z.string(),
    priceBookVersion: z.string(),
    policyVersion: z.string(),
    validUntil: z.iso.date(),
    calculatedAt: z.string(),
    approvalTriggers: z.array(z.object({ code: z.string() })),
    totals: z.object({
      oneTime: money,
      contractValue: money,
      contractValueMinor: z.string().regex(/^\d{1,15}$/),
      discount: money,
      discountBasisPoints: z.int(),
    }),
  }),
})

/** Has exactly what the quote has now priced by its owner. */
export async function calculate(
  gather: Gather,
  quote: Quote,
  customer: CustomerEvidence,
): Promise<Omit<QuotePrice, 'staleBecause'> | { refused: string }> {
  const input = requestOf(quote, customer)
  const { calculatePrice: answer } = await gather.ports.mutate(
    'pricing',
    calculation,
    { input, idempotencyKey: derivedKey(gather, 'calculatePrice', { input, quoteVersion: quote.version }) },
    z.object({ calculatePrice: z.union([calculated, refusal]) }),
  )
  if ('code' in answer) return refusedBy('pricing', answer)
  const { id, calculatedAt, approvalTriggers, totals, ...facts } = answer.priceResult

  return {
    resultId: id,
    ...facts,
    ...totals,
    contractValueMinor: Number(totals.contractValueMinor),
    approvalTriggers: [...new Set(approvalTriggers.map(({ code }) => code))],
    asOf: calculatedAt,
  }
}

const freshnessDocument = `query PriceOfQuote($priceResultId: ID!) {
  priceFreshness(priceResultId: $priceResultId) { priceHash inputHash fresh reasons { fact was is } asOf }
}`
const freshnessShape = z.object({
  priceFreshness: z
    .object({
      priceHash: z.string(),
      inputHash: z.string(),
      fresh: z.boolean(),
      reasons: z.array(z.object({ fact: z.string(), was: z.string().nullable(), is: z.string().nullable() })),
      asOf: z.string(),
    })
    .nullable(),
})

/** Whether the price still rests on true facts, by its owner and now (M35). */
export const freshnessOf = async (ports: Ports, priceResultId: string): Promise<FreshnessEvidence | null> =>
  (await ports.query('pricing', freshnessDocument, { priceResultId }, freshnessShape)).priceFreshness

const policyShape = z.object({ pricingPolicy: z.object({ maximumDiscountBasisPoints: z.int() }) })

/** The highest discount that the pricing policy allows anybody. */
export const maximumDiscount = async (ports: Ports): Promise<number> =>
  (
    await ports.query(
      'pricing',
      'query MaximumDiscount { pricingPolicy { maximumDiscountBasisPoints } }',
      {},
      policyShape,
    )
  ).pricingPolicy.maximumDiscountBasisPoints

const requestOf = (quote: Quote, { customerId, version, hash, segment }: CustomerEvidence) => ({
  quoteId: quote.id,
  revision: quote.revision,
  customerSnapshot: { customerId, version, hash, segment },
  termMonths: quote.termMonths,
  currency: quote.currency,
  channel: quote.channel,
  lines: quote.lines.map((line) => ({
    lineId: line.id,
    offeringId: line.offeringId,
    configurationId: line.configuration?.id,
    configurationHash: line.configuration?.hash,
    quantity: line.quantity,
    discount: line.discount,
  })),
})
