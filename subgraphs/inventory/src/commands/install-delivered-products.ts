import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'

import { install } from '../installed-product.ts'
import { installedProducts, isInstalled } from '../installed-product.store.ts'

const line = z.object({
  lineId: idSchema('oln'),
  action: z.string(),
  offeringId: z.string(),
  offeringVersion: z.string(),
  specificationId: z.string().nullable(),
  quantity: z.int().positive(),
  configurationId: z.string(),
  configurationHash: z.string(),
  externalReferences: z.record(z.string(), z.string()),
})

/** What a completed order delivered becomes installed: once per line, whoever asks and how often. */
export const installDeliveredProducts = command({
  name: 'installDeliveredProducts',
  permission: null,
  machines: ['consumer'],
  input: z.object({
    orderId: idSchema('ord'),
    customerId: idSchema('cus'),
    completedAt: z.iso.datetime(),
    lines: z.array(line),
  }),
  key: ({ orderId }) => `installed:${orderId}`,

  async handle({ orderId, customerId, completedAt, lines }, { uow, newId }) {
    const products: { id: string }[] = []
    for (const { action, ...delivered } of lines) {
      if (action !== 'ADD' || (await isInstalled(uow, delivered.lineId))) continue

      const id = newId('ins')
      const facts = { ...delivered, installedProductId: id, orderId, customerId, activatedAt: completedAt }
      products.push({ id: (await installedProducts(uow).create(id, install(facts))).id })
    }

    return { __typename: 'InstallDeliveredProductsPayload', products }
  },
})
