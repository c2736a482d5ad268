import { badInput } from '@pactwork/kernel/errors'
import { query } from '@pactwork/kernel/resolver'
import { machineRoles } from '@pactwork/kernel/runtime/call-identity'
import { offeringSnapshots as snapshots } from '../offering-snapshots.ts'

const rule = { permission: null, machines: machineRoles.filter((role) => role !== 'gateway') }

/** How many offerings one question may be about. */
const most = 200

type On = { businessDate: string; acceptedUnder?: string | null }

export const offeringSnapshot = query(
  rule,
  async ({ offeringId, ...on }: On & { offeringId: string }, { read }) => {
    const [snapshot] = await read((uow) => snapshots(uow, { ids: [offeringId], ...on }))

    return snapshot ?? null
  },
)

export const offeringSnapshots = query(rule, ({ ids, ...on }: On & { ids: string[] }, { read }) => {
  if (ids.length > most) badInput(`"ids" has ${ids.length} offerings; ${most} are allowed.`)

  return read((uow) => snapshots(uow, { ids, ...on }))
})
