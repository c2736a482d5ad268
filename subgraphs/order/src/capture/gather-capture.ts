import type { Gather } from '@pactwork/kernel/command'
import { rejectMissing } from '@pactwork/kernel/errors'
import { approvalOf } from '../ports/approval.ts'
import { offeringsOf } from '../ports/catalog.ts'
import { configurationsOf } from '../ports/configuration.ts'
import { priceResultOf } from '../ports/pricing.ts'
import { quoteForCapture } from '../ports/quote.ts'
import type { CaptureEvidence } from './capture.rules.ts'

/** Asks every owner for what the nine checks look at; one that cannot be asked stops the capture (M6, CAP-27). */
export async function gatherCapture(
  asked: CaptureEvidence['asked'],
  { ports, tenantId, businessDate }: Gather,
): Promise<CaptureEvidence> {
  const quote = await quoteForCapture(ports, asked.quoteId)
  if (quote === null) return rejectMissing('Quote')

  const configurationIds = quote.lines.flatMap((line) => line.configurationId ?? [])
  const [approval, price, configurations, offerings] = await Promise.all([
    approvalOf(ports, { quoteId: quote.quoteId, revision: quote.revision }),
    quote.priceResultId === null ? null : priceResultOf(ports, quote.priceResultId),
    configurationsOf(ports, [...new Set(configurationIds)]),
    offeringsOf(ports, quote.lines, businessDate()),
  ])

  return { asked, tenantId, quote, approval, price, configurations, offerings }
}
