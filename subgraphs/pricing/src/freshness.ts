import type { PriceFacts } from './price-facts.ts'
import { inputHashOf } from './price-facts.ts'

export type FreshnessReason = {
  readonly fact: string
  readonly was: string | null
  readonly is: string | null
}

export type Freshness = {
  readonly fresh: boolean
  readonly reasons: readonly FreshnessReason[]
  readonly currentInputHash: string
}

/**
 * A price is stale exactly when the facts it used are others now, or its validity has passed (M35). The reasons
 * are the facts that differ, so that a person sees what happened.
 */
export function freshness(
  used: PriceFacts,
  now: PriceFacts,
  { validUntil, businessDate }: { validUntil: string; businessDate: string },
): Freshness {
  const currentInputHash = inputHashOf(now)
  const changed = currentInputHash === inputHashOf(used) ? [] : differences(used, now)
  const passed = businessDate > validUntil ? [{ fact: 'validUntil', was: validUntil, is: businessDate }] : []
  const reasons = [...changed, ...passed]

  return { fresh: reasons.length === 0, reasons, currentInputHash }
}

function differences(used: unknown, now: unknown): FreshnessReason[] {
  const was = leaves(used)
  const is = leaves(now)

  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((fact) => was.get(fact) !== is.get(fact))
    .toSorted()
    .map((fact) => ({ fact, was: was.get(fact) ?? null, is: is.get(fact) ?? null }))
}

function leaves(value: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) leaves(inner, path ? `${path}.${key}` : key, found)
  else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    found.set(path, String(value))

  return found
}
