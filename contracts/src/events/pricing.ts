import { z } from 'zod'
import { defineEvents, type EventOf } from './define.ts'

/** A price result is written once and never changes, so it has one event (PRC-01). */
export const priceResultEvents = defineEvents({
  context: 'pricing',
  aggregate: 'PriceResult',
  topic: 'pactwork.pricing.price-result.v1',
  events: {
    PriceCalculated: {
      version: 1,
      description: 'A price was calculated for one revision of a quote; the result is immutable.',
      payload: z.object({
        priceResultId: z.string(),
        quoteId: z.string(),
        revision: z.int().positive(),
        priceHash: z.string(),
        inputHash: z.string(),
        traceHash: z.string(),
        priceBookVersion: z.string(),
        policyVersion: z.string(),
        currency: z.string(),
        contractValueMinor: z.int(),
        discountBasisPoints: z.int(),
        validUntil: z.iso.date(),
      }),
    },
  },
})

export const pricingPolicyEvents = defineEvents({
  context: 'pricing',
  aggregate: 'PricingPolicy',
  topic: 'pactwork.pricing.pricing-policy.v1',
  events: {
    PricingPolicyPublished: {
      version: 1,
      description: 'A new version of the pricing policy holds; results of earlier versions are stale.',
      payload: z.object({
        policyId: z.string(),
        policyVersion: z.string(),
        maximumDiscountBasisPoints: z.int(),
        validityDays: z.int(),
      }),
    },
  },
})

export type PriceResultEvent = EventOf<typeof priceResultEvents>
export type PricingPolicyEvent = EventOf<typeof pricingPolicyEvents>
