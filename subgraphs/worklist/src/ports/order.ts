import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'
import type { IncidentClass } from '../incident.rules.ts'

const openFalloutCaseDocument = /* GraphQL */ `
  mutation OpenFalloutCase($input: OpenFalloutCaseInput!, $idempotencyKey: ID!) {
    openFalloutCase(input: $input, idempotencyKey: $idempotencyKey) {
      __typename
    }
  }
`

const answer = z.object({ openFalloutCase: z.object({ __typename: z.string() }) })

/** An order's process cannot go on: a case of the order, once per incident. A refusal means that it has ended. */
export async function openFalloutCase(
  ports: Ports,
  about: { orderId: string; itemId?: string; incidentClass: IncidentClass; errorCode: string; key: string },
): Promise<void> {
  const { key, ...input } = about
  await ports.mutate('order', openFalloutCaseDocument, { input, idempotencyKey: `incident:${key}` }, answer)
}
