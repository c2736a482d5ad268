import { patient } from '../patient.ts'
import type { Scene } from '../../quote/scene.ts'

/**
 * Sellers who change and price their quotes again and again, patiently. Each command is one fact of the quote, which
 * the relay publishes and the feed's consumer turns into one change.
 */
export async function traffic(scene: Scene, sellers = 6) {
  const sales = patient(scene.sales, 90_000)
  const lines = await Promise.all(Array.from({ length: sellers }, () => scene.priced()))
  const quotes = lines.map((line) => ({ ...line, rounds: 0 }))
  let basisPoints = 0
  let commanded = sellers

  const command = async (name: string, input: Record<string, unknown>): Promise<void> => {
    await sales.carry(name, input)
    commanded += 1
  }
  const round = async (quote: (typeof quotes)[number]): Promise<void> => {
    const { quoteId, lineId } = quote
    basisPoints += 1
    await command('discountQuoteLine', { quoteId, lineId, basisPoints, reason: 'They asked again.' })
    await command('priceQuote', { quoteId })
    quote.rounds += 1
  }

  return {
    quotes,
    /** How many changes have been commanded and answered. */
    commanded: () => commanded,
    /** Every seller so many rounds, all at once. */
    async rounds(count: number): Promise<void> {
      await Promise.all(
        quotes.map(async (quote) => {
          for (let done = 0; done < count; done += 1) await round(quote)
        }),
      )
    },
    /** All of them, again and again, for as long as something else takes. */
    async during(what: () => Promise<void>): Promise<void> {
      let over = false
      const busy = Promise.all(
        quotes.map(async (quote) => {
          while (!over) await round(quote)
        }),
      )
      try {
        await Promise.race([what(), busy])
      } finally {
        over = true
        await busy
      }
    },
  }
}
