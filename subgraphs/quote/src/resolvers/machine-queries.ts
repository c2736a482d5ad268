import { query } from '@pactwork/kernel/resolver'
import { readQuotes } from '../quote.store.ts'
import type { Quote } from '../quote.ts'

const machines = { permission: null, machines: ['port', 'worker'] } as const
type Asked = { quoteId: string }

/** The facts an approval is about, as they are now. */
export const quoteForApproval = query(machines, async ({ quoteId }: Asked, { read }) => {
  const [quote] = await read((uow) => readQuotes(uow, [quoteId]))
  if (!quote) return null
  const { price } = quote

  return {
    quoteId,
    state: quote.state,
    revision: quote.revision,
    version: quote.version,
    customerId: quote.customerId,
    segment: quote.customerSnapshot.segment,
    priceResultId: price?.resultId ?? null,
    priceHash: price?.priceHash ?? null,
    discountBasisPoints: price?.discountBasisPoints ?? null,
    contractValueMinor: price ? String(price.contractValueMinor) : null,
    currency: quote.currency,
    approvalTriggers: price?.approvalTriggers ?? [],
    submittedBy: quote.submittedBy,
    validUntil: quote.validUntil,
  }
})

/** Everything CAP-18 checks and an order is captured from. */
export const quoteForCapture = query(machines, async ({ quoteId }: Asked, { read, actor }) => {
  const [quote] = await read((uow) => readQuotes(uow, [quoteId]))
  if (!quote) return null
  const { customerSnapshot, acceptance, price, approval, ...head } = quote

  return {
    ...head,
    quoteId,
    tenantId: actor.tenantId,
    customerVersion: customerSnapshot.version,
    customerSnapshotHash: customerSnapshot.hash,
    customerSegment: customerSnapshot.segment,
    acceptanceId: acceptance?.id ?? null,
    acceptedRevision: acceptance?.revision ?? null,
    acceptedBy: acceptance?.by ?? null,
    acceptedAt: acceptance?.at ?? null,
    acceptanceEvidenceHash: acceptance?.evidenceHash ?? null,
    acceptedPriceHash: acceptance?.priceHash ?? null,
    priceResultId: price?.resultId ?? null,
    priceHash: price?.priceHash ?? null,
    priceInputHash: price?.inputHash ?? null,
    oneTime: price?.oneTime ?? null,
    contractValue: price?.contractValue ?? null,
    approvalId: approval?.id ?? null,
    approvalRevision: approval?.revision ?? null,
    approvalPriceHash: approval?.priceHash ?? null,
    lines: quote.lines.map(lineForCapture),
  }
})

const lineForCapture = ({ id, configuration, availability, ...line }: Quote['lines'][number]) => ({
  ...line,
  lineId: id,
  configurationId: configuration?.id ?? null,
  configurationHash: configuration?.hash ?? null,
  availabilityEvidenceId: availability?.evidenceId ?? null,
  availabilityState: availability?.state ?? 'NOT_CHECKED',
})
