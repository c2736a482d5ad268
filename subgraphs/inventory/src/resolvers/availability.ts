import { mayActFor } from '@pactwork/kernel/customer-authority'
import type { Batch, GraphContext } from '@pactwork/kernel/graph-context'
import { isId } from '@pactwork/kernel/ids'
import { query } from '@pactwork/kernel/resolver'

import { readEvidence } from '../availability.store.ts'
import { statusAt, type AvailabilityEvidence as Evidence } from '../availability.ts'
import { staffAndMachines } from './rules.ts'

type Reference = { id: string }

/** Evidence as it says now: stale once it has expired. */
const evidenceById: Batch<Evidence> = async (ids, { read, authority, now }) => {
  const known = ids.filter((id) => isId('ave', id))
  const [rows, allowed] = await Promise.all([read((uow) => readEvidence(uow, known)), authority()])
  const at = now()
  const visible = rows
    .filter(({ customerId }) => mayActFor(allowed, customerId))
    .map((evidence) => ({
      ...evidence,
      status: statusAt(evidence.status, evidence.expiresAt, at) as Evidence['status'],
      lines: evidence.lines.map((line) => ({
        ...line,
        status: statusAt(line.status, evidence.expiresAt, at) as Evidence['status'],
      })),
    }))

  return ids.map((id) => visible.find((evidence) => evidence.id === id))
}

export const availabilityEvidence = query(staffAndMachines, ({ id }: Reference, { load }) =>
  load(evidenceById, id),
)

const field =
  <Field extends keyof Evidence>(name: Field) =>
  async ({ id }: Reference, _: unknown, { load }: GraphContext): Promise<Evidence[Field] | null> =>
    (await load(evidenceById, id))?.[name] ?? null

export const AvailabilityEvidence = {
  __resolveReference: ({ id }: Reference, { load }: GraphContext) => load(evidenceById, id),
  status: field('status'),
  checkedAt: field('checkedAt'),
  expiresAt: field('expiresAt'),
  sourceSystem: field('sourceSystem'),
  sourceReference: field('sourceReference'),
  subjectType: field('subjectType'),
  subjectId: field('subjectId'),
  subjectRevision: field('subjectRevision'),
  explanationCode: field('explanationCode'),
  evidenceHash: field('evidenceHash'),
  lines: field('lines'),
}
