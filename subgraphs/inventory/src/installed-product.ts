import type { InstalledProductEvent } from '@pactwork/contracts/events/inventory'
import { accept, type Decision } from '@pactwork/kernel/decision'

/** A product as delivered: what fulfillment proved, as far as we know (INV-01). */
export type InstalledProduct = {
  readonly id: string
  readonly version: number
  readonly customerId: string
  readonly orderId: string
  readonly lineId: string
  readonly offeringId: string
  readonly offeringVersion: string
  readonly specificationId: string | null
  readonly quantity: string
  readonly configurationId: string
  readonly configurationHash: string
  readonly status: 'ACTIVE' | 'TERMINATED'
  readonly activatedAt: Date
  readonly sourceSystem: string
  readonly externalReferences: Readonly<Record<string, string>>
}

type Delivered = Omit<
  InstalledProduct,
  'id' | 'version' | 'status' | 'activatedAt' | 'quantity' | 'sourceSystem'
> & {
  readonly installedProductId: string
  readonly quantity: number
  readonly activatedAt: string
}

/** A delivered line becomes an installed product; the system that activated it stays the authority. */
export const install = ({ quantity, ...delivered }: Delivered): Decision<InstalledProductEvent> =>
  accept({
    type: 'InventoryProductInstanceCreated',
    ...delivered,
    quantity: String(quantity),
    sourceSystem: delivered.externalReferences['ACTIVATE'] === undefined ? 'inventory' : 'provisioning',
    externalReferences: { ...delivered.externalReferences },
  })
