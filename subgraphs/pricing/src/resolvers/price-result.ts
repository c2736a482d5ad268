import type { GraphContext } from '@pactwork/kernel/graph-context'
import { priceResultsById } from '../price-view.ts'

export const PriceResult = {
  __resolveReference: ({ id }: { id: string }, { load }: GraphContext) => load(priceResultsById, id),
}

/** The command answers an id; what is selected of the result shows its present state (M4). */
export const CalculatePricePayload = {
  priceResult: ({ priceResult }: { priceResult: { id: string } }, _: unknown, { load }: GraphContext) =>
    load(priceResultsById, priceResult.id),
}
