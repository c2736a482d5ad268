import { catalogEvents } from '@pactwork/contracts/events/catalog'
import { pricingPolicyEvents } from '@pactwork/contracts/events/pricing'
import { consumer } from '@pactwork/kernel/consumer'
import { lookAtDrafts } from '../due-work/check-priced-drafts.ts'

/**
 * Another publication of catalog or pricing policy may change what prices rest on. Whether it did is asked of
 * their owner for each draft, so that one that leaves the facts equal stales nothing (M35).
 */
export const markStaleDrafts = consumer({
  name: 'quote.mark-stale-drafts',
  events: [catalogEvents.CatalogVersionPublished, pricingPolicyEvents.PricingPolicyPublished],
  async apply({ eventId }, { uow, clock }) {
    await uow.due(lookAtDrafts(eventId, clock.now()))
  },
})
