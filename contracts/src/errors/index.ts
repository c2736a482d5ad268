import { accessErrors } from './access.ts'
import { approvalErrors } from './approval.ts'
import { catalogErrors } from './catalog.ts'
import { commonErrors } from './common.ts'
import { configurationErrors } from './configuration.ts'
import { customerErrors } from './customer.ts'
import type { ErrorDefinition } from './define.ts'
import { inventoryErrors } from './inventory.ts'
import { orderErrors } from './order.ts'
import { pricingErrors } from './pricing.ts'
import { quoteErrors } from './quote.ts'
import { treatyErrors } from './treaty.ts'
import { worklistErrors } from './worklist.ts'

type Catalog = Readonly<Record<string, ErrorDefinition>>

/** Every code a caller may meet, by the context that answers it; docs/errors.md is made from this. */
export const errorCatalogs: Readonly<Record<string, Catalog>> = {
  common: commonErrors,
  treaty: treatyErrors,
  access: accessErrors,
  customer: customerErrors,
  catalog: catalogErrors,
  configuration: configurationErrors,
  pricing: pricingErrors,
  quote: quoteErrors,
  approval: approvalErrors,
  order: orderErrors,
  inventory: inventoryErrors,
  worklist: worklistErrors,
}

/** The codes of one context together with those that every command may answer. */
export const errorsOf = (context: string): Catalog => ({
  ...commonErrors,
  ...treatyErrors,
  ...errorCatalogs[context],
})
