import access from '@pactwork/access/index'
import approval from '@pactwork/approval/index'
import catalog from '@pactwork/catalog/index'
import configuration from '@pactwork/configuration/index'
import customer from '@pactwork/customer/index'
import inventory from '@pactwork/inventory/index'
import type { ContextDefinition } from '@pactwork/kernel/context'
import order from '@pactwork/order/index'
import pricing from '@pactwork/pricing/index'
import quote from '@pactwork/quote/index'
import worklist from '@pactwork/worklist/index'

/** Every bounded context; a process serves all of them or those it is told. */
export const allContexts: readonly ContextDefinition[] = [
  access,
  customer,
  catalog,
  configuration,
  pricing,
  quote,
  approval,
  order,
  inventory,
  worklist,
]

/** The contexts named, or all of them for `all`. Throws with a sentence for a name that is none. */
export function contextsNamed(names: readonly string[]): readonly ContextDefinition[] {
  if (names.length === 1 && names[0] === 'all') return allContexts

  return names.map((name) => {
    const context = allContexts.find((one) => one.name === name)
    if (!context)
      throw new Error(
        `PACTWORK_CONTEXTS names "${name}"; there is: all, ${allContexts.map((one) => one.name).join(', ')}.`,
      )

    return context
  })
}
