import type { UnitOfWork } from '@pactwork/kernel/database'
import { judge, offeringSnapshotOf } from './offering.view.ts'
import { readOfferings, readOfferingsOf, type StoredOffering } from './offering.store.ts'
import { decideOrder, versionOn } from './orderability.ts'

type Asked = {
  readonly ids: readonly string[]
  readonly businessDate: string
  readonly acceptedUnder?: string | null | undefined
}

/**
 * What other contexts need of offerings on a day, in the order of the ids. What the catalog in force does not have
 * is null, unless it is asked under the version an accepted commitment was made under: then that one is shown, and
 * `decision` says whether it may still be ordered (CAT-09).
 */
export async function offeringSnapshots(uow: UnitOfWork, { ids, businessDate, acceptedUnder }: Asked) {
  const found = await readOfferings(uow, ids)
  const accepted: ReadonlyMap<string, StoredOffering> =
    acceptedUnder == null ? new Map() : await readOfferingsOf(uow, acceptedUnder, ids)

  return ids.map((id) => {
    const now = found.get(id)
    const then = accepted.get(id)
    const shown = now?.isCurrent ? now : then
    if (!shown) return null

    const orderability = now?.isCurrent ? judge(now, businessDate).orderability : undefined
    const decision = decideOrder(orderability, then && versionOn(then.content, businessDate))

    return { ...offeringSnapshotOf(shown, businessDate), decision }
  })
}
