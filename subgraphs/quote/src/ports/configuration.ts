import type { Gather } from '@pactwork/kernel/command'
import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'
import type { ConfigurationEvidence } from '../quote.evidence.ts'
import type { QuoteLine } from '../quote.ts'
import { refusal, refusedBy } from './answer.ts'
import { derivedKey } from './derived-key.ts'

const evaluation = `mutation ConfigureLine($input: EvaluateConfigurationInput!, $idempotencyKey: ID!) {
  evaluateConfiguration(input: $input, idempotencyKey: $idempotencyKey) {
    ... on EvaluateConfigurationPayload {
      configuration {
        id status hash catalogVersion offeringVersion evaluatedAt violations { code path message severity }
      }
    }
    ... on Rejection { code message }
  }
}`

const violation = z.object({
  code: z.string(),
  path: z.string(),
  message: z.string(),
  severity: z.enum(['ERROR', 'BLOCKER', 'WARNING', 'MANUAL_REVIEW', 'EXTERNAL_PENDING']),
})

const status = z.enum(['VALID', 'INVALID'])
const evaluated = z.object({
  configuration: z.object({
    id: z.string(),
    status,
    hash: z.string(),
    catalogVersion: z.string(),
    offeringVersion: z.string(),
    evaluatedAt: z.string(),
    violations: z.array(violation),
  }),
})

export type Evaluated = ConfigurationEvidence & { readonly violations: readonly z.infer<typeof violation>[] }

type Choices = {
  quoteId: string
  lineId: string
  customerId: string
  offeringId: string
  selections: readonly { name: string; value: string }[]
  quantity: number
  companionOfferingIds: readonly string[]
}

/** Has the choices for a line judged by their owner. */
export async function evaluate(gather: Gather, input: Choices): Promise<Evaluated | { refused: string }> {
  const { evaluateConfiguration: answer } = await gather.ports.mutate(
    'configuration',
    evaluation,
    { input, idempotencyKey: derivedKey(gather, 'evaluateConfiguration', input) },
    z.object({ evaluateConfiguration: z.union([evaluated, refusal]) }),
  )
  if ('code' in answer) return refusedBy('configuration', answer)
  const { id, evaluatedAt, ...facts } = answer.configuration

  return { lineId: input.lineId, configurationId: id, ...facts, asOf: evaluatedAt }
}

const snapshot = z
  .object({
    id: z.string(),
    status,
    hash: z.string(),
    catalogVersion: z.string(),
    offeringVersion: z.string(),
  })
  .nullable()

/** What the owner says of each line's configuration now, all in one request. */
export async function configurationsOf(
  ports: Ports,
  lines: readonly QuoteLine[],
  asOf: Date,
): Promise<ConfigurationEvidence[]> {
  const asked = lines.flatMap(({ id, configuration }) =>
    configuration ? [{ lineId: id, id: configuration.id }] : [],
  )
  if (asked.length === 0) return []
  const parameters = asked.map((_, index) => `$c${index}: ID!`).join(', ')
  const fields = asked.map(
    (_, index) =>
      `c${index}: configurationSnapshot(id: $c${index}) { id status hash catalogVersion offeringVersion }`,
  )
  const answer = await ports.query(
    'configuration',
    `query ConfigurationsOfQuote(${parameters}) { ${fields.join(' ')} }`,
    Object.fromEntries(asked.map(({ id }, index) => [`c${index}`, id])),
    z.record(z.string(), snapshot),
  )

  return asked.flatMap(({ lineId }, index) => {
    const found = answer[`c${index}`]
    if (!found) return []
    const { id, ...facts } = found
    return [{ lineId, configurationId: id, ...facts, asOf: asOf.toISOString() }]
  })
}
