import type { ConstDirectiveNode } from 'graphql'
import { z } from 'zod'
import { argumentsOf, type DirectiveNames } from './directive-names.ts'
import type { ProtectSettings } from './settings.ts'

/** OR of ANDs. */
type Alternatives = readonly (readonly string[])[]

/** What a caller must bring: a token, or all names of one of the lists. */
export type Condition =
  | { kind: 'authenticated' }
  | { kind: 'scopes'; anyOf: Alternatives }
  | { kind: 'policies'; anyOf: Alternatives }

/** Of the verified claims, those that decide here. */
export type Rights = { roles: readonly string[]; groups: readonly string[]; scopes: readonly string[] }

type Policies = ProtectSettings['policies']

export const isMet = (condition: Condition, rights: Rights | undefined, policies: Policies): boolean => {
  if (condition.kind === 'authenticated') return rights !== undefined
  const has =
    condition.kind === 'scopes'
      ? (name: string) => rights?.scopes.includes(name) === true
      : (name: string) => meets(policies, name, rights)

  return condition.anyOf.some((all) => all.every(has))
}

/** Nobody meets a policy without a definition, and nobody without a token meets any. */
function meets(policies: Policies, name: string, rights: Rights | undefined): boolean {
  const policy = Object.hasOwn(policies, name) ? policies[name] : undefined
  if (!policy || !rights) return false

  return (
    matches(policy.anyRole, rights.roles) &&
    matches(policy.anyGroup, rights.groups) &&
    matches(policy.anyScope, rights.scopes)
  )
}

const matches = (wanted: readonly string[] | undefined, present: readonly string[]): boolean =>
  !wanted || wanted.some((name) => present.includes(name))

/** What the directives on an element ask for; several applications are all to be met. */
export const conditionsOn = (nodes: readonly ConstDirectiveNode[], names: DirectiveNames): Condition[] =>
  nodes.flatMap((node): Condition[] => {
    const name = node.name.value
    if (name === names.authenticated) return [{ kind: 'authenticated' }]
    if (name === names.requiresScopes) return listed('scopes', argumentsOf(node)['scopes'])
    if (name === names.policy) return listed('policies', argumentsOf(node)['policies'])

    return []
  })

/** `["a", "b"]` is short for `[["a"], ["b"]]`, as everywhere in GraphQL. */
const oneOrMany = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(item))
const alternatives = oneOrMany(oneOrMany(z.string()))

/** What cannot be read is met by nobody. */
function listed(kind: 'scopes' | 'policies', value: unknown): Condition[] {
  const read = alternatives.safeParse(value)
  if (!read.success) return [{ kind, anyOf: [] }]

  return asksForNothing(value) ? [] : [{ kind, anyOf: read.data }]
}

/** `[]` and `[[]]` are no condition: composition reads them so, and drops them where it joins lists. */
export function asksForNothing(value: unknown): boolean {
  const read = alternatives.safeParse(value)

  return read.success && (read.data.length === 0 || read.data.some((all) => all.length === 0))
}

/** Whether whoever meets all the given conditions meets this one as well. */
export function isImplied(condition: Condition, by: readonly Condition[]): boolean {
  const same = by.filter(({ kind }) => kind === condition.kind)
  if (condition.kind === 'authenticated') return same.length > 0
  const ways = waysToMeet(same.flatMap((other) => (other.kind === 'authenticated' ? [] : [other.anyOf])))

  return (
    ways !== undefined &&
    ways.every((way) => condition.anyOf.some((all) => all.every((name) => way.has(name))))
  )
}

/** More are not worth counting: then a condition counts as one of its own, which only protects more. */
const mostWays = 2_000

/** Every set of names that meets all of the lists; undefined where they are too many to tell. */
function waysToMeet(lists: readonly Alternatives[]): ReadonlySet<string>[] | undefined {
  let ways: ReadonlySet<string>[] = [new Set()]
  for (const anyOf of lists) {
    if (ways.length * anyOf.length > mostWays) return undefined
    ways = shortest(ways.flatMap((way) => anyOf.map((all) => new Set([...way, ...all]))))
  }

  return ways
}

const shortest = (ways: readonly ReadonlySet<string>[]): ReadonlySet<string>[] =>
  ways.filter(
    (way, index) =>
      !ways.some(
        (other, at) => at !== index && other.isSubsetOf(way) && (other.size < way.size || at < index),
      ),
  )
