import { newId, type Id } from '@pactwork/kernel/ids'
import type { Ports } from '@pactwork/kernel/ports'

/** A quote as its owners tell of it. Other contexts are outside of this probe; the journeys ask the real ones. */
export type Owners = {
  readonly quoteId: Id<'quo'>
  readonly acceptanceId: Id<'acc'>
  readonly customerId: Id<'cus'>
  readonly revision: number
  approvalState: string
  ports: Ports
}

const money = { amount: '120.00', currency: 'EUR' }
const rules = [
  { capability: 'RESERVE', responsibleSystem: 'INVENTORY', dependsOn: [] },
  { capability: 'ACTIVATE', responsibleSystem: 'PROVISIONING', dependsOn: ['RESERVE'] },
]

/** Owners who agree on an accepted quote with that many lines. */
export function owners(tenantId: string, lineCount = 1): Owners {
  const lines = Array.from({ length: lineCount }, () => ({
    lineId: newId('qln'),
    offeringId: newId('off'),
    configurationId: newId('cfg'),
  }))
  const quoteId = newId('quo')
  const acceptanceId = newId('acc')
  const customerId = newId('cus')
  const approvalId = newId('apr')
  const priceResultId = newId('prc')

  const told = (context: string): unknown => {
    switch (context) {
      case 'quote':
        return {
          quoteForCapture: {
            quoteId,
            number: 'Q-2026-000001',
            state: 'ACCEPTED',
            revision: 1,
            version: 9,
            tenantId,
            ownerId: newId('usr'),
            currency: 'EUR',
            termMonths: 12,
            validUntil: '2026-12-31',
            customerId,
            customerSnapshotHash: 'sha256:c',
            acceptanceId,
            acceptedRevision: 1,
            acceptedBy: newId('usr'),
            acceptedAt: '2026-07-02T03:40:00Z',
            acceptanceEvidenceHash: 'sha256:e',
            acceptedPriceHash: 'sha256:p',
            priceResultId,
            priceHash: 'sha256:p',
            contractValue: money,
            approvalId,
            lines: lines.map((line) => ({
              ...line,
              action: 'ADD',
              offeringVersion: '1.0',
              offeringName: 'Fibre',
              specificationId: null,
              catalogVersion: '2026.07.01-v1',
              publicationHash: 'sha256:k',
              quantity: 1,
              siteId: null,
              configurationHash: `sha256:${line.configurationId}`,
              availabilityEvidenceId: null,
              availabilityState: 'AVAILABLE',
            })),
          },
        }
      case 'approval':
        return {
          approvalEvidence: {
            approvalId,
            revision: 1,
            priceHash: 'sha256:p',
            state: result.approvalState,
            decidedBy: null,
            hash: 'sha256:a',
            asOf: '2026-07-02T04:00:00Z',
          },
        }
      case 'pricing':
        return {
          priceResult: {
            id: priceResultId,
            priceHash: 'sha256:p',
            currency: 'EUR',
            lines: lines.map(({ lineId }) => ({
              lineId,
              quantity: 1,
              oneTime: money,
              recurring: [],
              contractValue: money,
            })),
          },
        }
      case 'configuration':
        return Object.fromEntries(
          lines.map(({ configurationId: id }, index) => [
            `c${index}`,
            { id, status: 'VALID', hash: `sha256:${id}`, selections: [] },
          ]),
        )
      case 'catalog':
        return {
          offeringSnapshots: lines.map(({ offeringId }) => ({
            offeringId,
            offeringVersion: '1.0',
            catalogVersion: '2026.07.01-v1',
            publicationHash: 'sha256:k',
            name: 'Fibre',
            specificationId: null,
            decision: 'ORDERABLE',
            reasons: [],
            decomposition: rules,
          })),
        }
      case 'customer':
        return {
          customerSnapshot: {
            id: customerId,
            version: 1,
            segment: 'ENTERPRISE',
            status: 'ACTIVE',
            snapshotHash: 'sha256:c',
            sites: [],
          },
        }
      default:
        throw new Error(`The order context has no business with ${context}.`)
    }
  }

  const ask: Ports['query'] = async (context, _document, _variables, schema) => schema.parse(told(context))
  const result: Owners = {
    quoteId,
    acceptanceId,
    customerId,
    revision: 1,
    approvalState: 'APPROVED',
    ports: {
      query: ask,
      mutate: ask,
      customerAuthority: async () => 'any',
      presentActor: () => Promise.reject(new Error('Nothing here outlives a request.')),
    },
  }

  return result
}
