import { feed } from '@pactwork/kernel/feed'
import { z } from 'zod'

/** What portals watch: an order's milestones, once each and in the order's own numbering (M19). */
export const orderMilestoneFeed = feed({
  name: 'order-milestones',
  payload: z.object({
    orderId: z.string(),
    orderNumber: z.string(),
    milestone: z.string(),
    position: z.int().positive(),
  }),
})
