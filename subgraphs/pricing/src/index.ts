import { defineContext } from '@pactwork/kernel/context'
import { mutation } from '@pactwork/kernel/resolver'
import { PrismaClient } from '../generated/prisma/client.ts'
import { calculatePrice } from './commands/calculate-price.ts'
import { publishPricingPolicy } from './commands/publish-pricing-policy.ts'
import { CalculatePricePayload, PriceResult } from './resolvers/price-result.ts'
import { priceFreshness, priceResult, pricingPolicy } from './resolvers/queries.ts'

const commands = [calculatePrice, publishPricingPolicy]

export default defineContext({
  name: 'pricing',
  schema: new URL('../schema/', import.meta.url),
  prisma: PrismaClient,
  commands,
  resolvers: {
    Query: { priceResult, pricingPolicy, priceFreshness },
    Mutation: Object.fromEntries(commands.map((command) => [command.name, mutation(command)])),
    PriceResult,
    CalculatePricePayload,
  },
})
