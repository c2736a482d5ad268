import { command } from '@pactwork/kernel/command'
import { z } from 'zod'
import { publishLimits } from '../authority-policy.ts'
import { authorityPolicies, keepLimits, newestLimits } from '../authority-policy.store.ts'
import { levels } from '../authority.ts'

const limit = z.object({
  holder: z.string().regex(/^(role|group):\S+$/, 'must be role:… or group:…'),
  level: z.enum(levels),
  maximumDiscountBasisPoints: z.int().min(0).max(10_000),
  maximumContractValueMinor: z
    .string()
    .regex(/^\d{1,15}$/, 'must be an integer of at most 15 digits')
    .transform(Number),
})

/** Publishes a new version of who may decide up to where; former decisions keep the version they were made under. */
export const publishAuthorityLimits = command({
  name: 'publishAuthorityLimits',
  permission: 'approval:administer',
  input: z.object({ limits: z.array(limit).min(1).max(100) }),

  async handle({ limits }, { uow, newId }) {
    const current = await newestLimits(uow)
    const id = current?.id ?? newId('lim')
    const decision = publishLimits(current, { id, limits })
    const policies = authorityPolicies(uow)
    const before = current && {
      id,
      version: current.revision,
      label: current.version,
      at: current.publishedAt,
    }
    const { version } = before ? await policies.save(before, decision) : await policies.create(id, decision)
    if (version !== current?.revision) await keepLimits(uow, version, limits)

    return { __typename: 'PublishAuthorityLimitsPayload' }
  },
})
