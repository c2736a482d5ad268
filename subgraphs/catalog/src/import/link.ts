import { hashOf } from '@pactwork/kernel/hash'
import type { Offering, Price, Resource, ResourceType, Specification } from './resource.ts'

export type LinkKind =
  | 'PRICE_OF_OFFERING'
  | 'SPECIFICATION_OF_OFFERING'
  | 'CATEGORY_OF_OFFERING'
  | 'RELATED_OFFERING'
export type DeclaredRule = 'LINK_FILE' | 'ID' | 'PRODUCT_NUMBER' | 'EXACT_NAME'
export type InferringRule = 'DESCRIPTION' | 'NAME_PREFIX' | 'SHARED_PREFIX'
export type LinkStatus = 'DECLARED' | 'INFERRED' | 'CONFIRMED'

/** One end of a link: a thing, whatever its version. */
export type End = { readonly type: ResourceType; readonly key: string; readonly name: string }

/** Two things of the catalog that belong together, the rule that says so and what the rule saw. */
export type Link = {
  readonly id: string
  readonly kind: LinkKind
  readonly from: End
  readonly to: End
  readonly rule: DeclaredRule | InferringRule
  readonly status: LinkStatus
  readonly evidence: string
}

/** A link stated by hand: its ends by type and id, product number or exact name. */
export type StatedLink = { readonly from: StatedEnd; readonly to: StatedEnd }
export type StatedEnd = {
  readonly type: string
  readonly id?: string | undefined
  readonly productNumber?: string | undefined
  readonly name?: string | undefined
}

export const endOf = ({ type, key, name }: Resource): End => ({ type, key, name })

/**
 * A link's id is the hash of its ends, its rule and the texts the rule read. So a confirmation survives every
 * re-import that leaves those equal, a new amount among them, and none that changes them.
 */
export function makeLink(
  kind: LinkKind,
  from: Offering | Price,
  to: Offering | Specification | Resource,
  rule: Link['rule'],
  evidence: string,
  confirmed: ReadonlySet<string> = new Set(),
): Link {
  const inferred = rule === 'DESCRIPTION' || rule === 'NAME_PREFIX' || rule === 'SHARED_PREFIX'
  const id = hashOf({ kind, from: endOf(from), to: endOf(to), rule, evidence })
  const status = !inferred ? 'DECLARED' : confirmed.has(id) ? 'CONFIRMED' : 'INFERRED'

  return { id, kind, from: endOf(from), to: endOf(to), rule, status, evidence }
}
