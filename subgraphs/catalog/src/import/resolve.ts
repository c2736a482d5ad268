import type { DeclaredRule, StatedEnd } from './link.ts'
import { type Reference, type Resource, seriesOf } from './resource.ts'

/** What looking something up by the declared rules came to. */
export type Resolved<Target extends Resource> =
  | { outcome: 'FOUND'; target: Target; rule: DeclaredRule; evidence: string }
  | { outcome: 'AMBIGUOUS'; candidates: readonly Target[]; evidence: string }
  | { outcome: 'NONE' }

type Rule = {
  rule: Exclude<DeclaredRule, 'LINK_FILE'>
  asked: string | undefined
  matches: (one: Resource) => boolean
}

/**
 * Resolves a reference by the declared rules in their order: id, product number, exact name. The first rule that
 * finds something decides; when it finds two different things, the reference is ambiguous and no later rule is
 * asked.
 */
export function resolve<Target extends Resource>(
  reference: Reference | StatedEnd,
  targets: readonly Target[],
): Resolved<Target> {
  const { id, productNumber, name } = reference
  const rules: Rule[] = [
    { rule: 'ID', asked: id, matches: (one) => one.id === id },
    { rule: 'PRODUCT_NUMBER', asked: productNumber, matches: (one) => one.productNumber === productNumber },
    { rule: 'PRODUCT_NUMBER', asked: id, matches: (one) => one.productNumber === id },
    { rule: 'EXACT_NAME', asked: name, matches: (one) => one.name === name },
  ]

  for (const { rule, asked, matches } of rules) {
    if (asked === undefined) continue
    const found = oneOfEach(targets.filter(matches))
    const [target, another] = found
    const evidence = `The reference names ${words[rule]} "${asked}".`
    if (another) return { outcome: 'AMBIGUOUS', candidates: found, evidence }
    if (target) return { outcome: 'FOUND', target, rule, evidence }
  }

  return { outcome: 'NONE' }
}

const words = { ID: 'the id', PRODUCT_NUMBER: 'the product number', EXACT_NAME: 'the exact name' }

/** Versions of one thing are one candidate. */
export const oneOfEach = <One extends Resource>(resources: readonly One[]): One[] => [
  ...new Map(resources.map((one) => [seriesOf(one), one])).values(),
]
