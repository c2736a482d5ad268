import { hashOf } from '@pactwork/kernel/hash'
import { query } from '@pactwork/kernel/resolver'
import { z } from 'zod'
import { readApprovalsOf } from '../approval-request.store.ts'
import { approvalsById, mayReadApprovals } from '../approval-view.ts'
import { currentLimits } from '../authority-policy.store.ts'
import { ownDiscount } from '../authority.ts'
import { limitsView } from '../limits-view.ts'
import { approvalSignal as signalOf, captureModes } from '../signal.ts'

const machines = { permission: null, machines: ['port', 'worker'] } as const

export const approvalRequest = query(mayReadApprovals, ({ id }: { id: string }, { load }) =>
  load(approvalsById, id),
)

export const authorityLimits = query(mayReadApprovals, async (_: unknown, { read }) =>
  limitsView(await read(currentLimits)),
)

export const approvalEvidence = query(
  machines,
  async ({ quoteId, revision }: { quoteId: string; revision: number }, { read, now }) => {
    const [request] = await read((uow) => readApprovalsOf(uow, [quoteId], revision))
    if (!request) return null
    const { id, priceHash, state, level, decidedBy, decidedAt, authority, version } = request
    const facts = {
      approvalId: id,
      quoteId,
      revision,
      priceHash,
      state,
      level,
      decidedBy,
      decidedAt: decidedAt?.toISOString() ?? null,
      policyVersion: authority?.policyVersion ?? null,
      version,
    }

    return { ...facts, hash: hashOf({ ...facts, authorityHash: authority?.hash ?? null }), asOf: now() }
  },
)

type Person = { roles: string[]; groups: string[] }

export const discountAuthority = query(machines, async (person: Person, { read }) => {
  const limits = await read(currentLimits)

  return { policyVersion: limits.version, maximumDiscountBasisPoints: ownDiscount(limits, person) }
})

const signalInput = z.object({
  captureMode: z.enum(captureModes),
  discountBasisPoints: z.int().min(0).max(10_000),
  contractValueMinor: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
  roles: z.array(z.string()),
  groups: z.array(z.string()),
  legalHold: z.boolean(),
})

export const approvalSignal = query(machines, async ({ input }: { input: unknown }, { read }) =>
  signalOf(signalInput.parse(input), await read(currentLimits)),
)
