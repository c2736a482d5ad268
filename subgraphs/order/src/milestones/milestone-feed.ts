import { feed } from '@pactwork/kernel/feed'
import { z } from 'zod'

const milestone = z.object({
  orderId: z.string(),
  orderNumber: z.string(),
  milestone: z.string(),
  position: z.int().positive(),
})

export type Milestone = z.infer<typeof milestone>

/** What portals watch: an order's milestones, once each and in the order's own numbering (M19). */
export const orderMilestoneFeed = feed({ name: 'order-milestones', payload: milestone })
