import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'
import { configurationEvidence, type ConfigurationEvidence } from '../evidence.ts'

const shape = z.record(z.string(), configurationEvidence.nullable())

/** One request for all of them: an alias each. */
function documentFor(count: number): string {
  const numbers = Array.from({ length: count }, (_, index) => index)
  const variables = numbers.map((index) => `$id${index}: ID!`).join(', ')
  const fields = numbers.map(
    (index) =>
      `c${index}: configurationSnapshot(id: $id${index}) { id status hash selections { name value } }`,
  )

  return `query Configurations(${variables}) { ${fields.join(' ')} }`
}

/** The configurations of an order's lines; those that do not exist are left out. */
export async function configurationsOf(
  ports: Ports,
  ids: readonly string[],
): Promise<ConfigurationEvidence[]> {
  if (ids.length === 0) return []

  const variables = Object.fromEntries(ids.map((id, index) => [`id${index}`, id]))
  const found = await ports.query('configuration', documentFor(ids.length), variables, shape)

  return Object.values(found).filter((one) => one !== null)
}
