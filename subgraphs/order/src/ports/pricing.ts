import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'
import { priceEvidence, type PriceEvidence } from '../evidence.ts'

const document = `query PriceOfOrder($id: ID!) {
  priceResult(id: $id) {
    id priceHash currency
    lines {
      lineId quantity oneTime { amount currency } contractValue { amount currency }
      recurring { period periodLength amount { amount currency } }
    }
  }
}`
const shape = z.object({ priceResult: priceEvidence.nullable() })

/** The immutable price result that was accepted. */
export const priceResultOf = async (ports: Ports, id: string): Promise<PriceEvidence | null> =>
  (await ports.query('pricing', document, { id }, shape)).priceResult
