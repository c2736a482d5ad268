import { canonical } from '@pactwork/kernel/hash'
import type { PublishedOffering } from './offering.ts'

/** Natural keys of offerings that a publication adds, removes or changes. */
export function changedOfferings(
  before: readonly PublishedOffering[],
  after: readonly PublishedOffering[],
): string[] {
  const was = new Map(before.map((one) => [one.key, canonical(one)]))
  const is = new Map(after.map((one) => [one.key, canonical(one)]))

  return [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key) !== is.get(key)).toSorted()
}
