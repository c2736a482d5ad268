import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'
import { offeringEvidence, type OfferingEvidence } from '../evidence.ts'

const document = `query OfferingsOfOrder($ids: [ID!]!, $businessDate: Date!, $acceptedUnder: String) {
  offeringSnapshots(ids: $ids, businessDate: $businessDate, acceptedUnder: $acceptedUnder) {
    offeringId offeringVersion catalogVersion publicationHash name specificationId decision
    reasons { code message }
    decomposition { capability responsibleSystem dependsOn }
  }
}`
const shape = z.object({ offeringSnapshots: z.array(offeringEvidence.nullable()) })

type Line = { readonly offeringId: string; readonly catalogVersion: string }

/** The offerings as the catalog has them, each judged under the publication its line was accepted under (CAT-09). */
export async function offeringsOf(
  ports: Ports,
  lines: readonly Line[],
  businessDate: string,
): Promise<OfferingEvidence[]> {
  const byPublication = Map.groupBy(lines, (line) => line.catalogVersion)
  const answers = await Promise.all(
    [...byPublication].map(([acceptedUnder, group]) => {
      const ids = [...new Set(group.map((line) => line.offeringId))]

      return ports.query('catalog', document, { ids, businessDate, acceptedUnder }, shape)
    }),
  )

  return answers.flatMap((answer) => answer.offeringSnapshots).filter((one) => one !== null)
}
