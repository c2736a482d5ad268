import { hashOf } from '@pactwork/kernel/hash'

/** Levels from the lowest: NONE is one's own authority, which approves nothing of others. */
export const levels = ['NONE', 'MANAGER', 'DIRECTOR'] as const
export type Level = (typeof levels)[number]

export const isLevel = (value: string): value is Level => levels.some((level) => level === value)
export const rank = (level: Level): number => levels.indexOf(level)

/** What a role or a group may decide: `role:APPROVER`, `group:approval-directors`. */
export type AuthorityLimit = {
  readonly holder: string
  readonly level: Level
  readonly maximumDiscountBasisPoints: number
  readonly maximumContractValueMinor: number
}

/** Who may decide up to where, in one version (M34). */
export type AuthorityLimits = { readonly version: string; readonly limits: readonly AuthorityLimit[] }

/** An authority as it was when it was used (APR-04). */
export type AuthoritySnapshot = {
  readonly policyVersion: string
  readonly level: string
  readonly via: string
  readonly maximumDiscountBasisPoints: number
  readonly maximumContractValueMinor: number
  readonly hash: string
}

export type Person = {
  readonly id: string
  readonly roles: readonly string[]
  readonly groups: readonly string[]
}

/** What holds for a tenant that has published no limits of its own. */
export const standardLimits: AuthorityLimits = {
  version: 'standard-1',
  limits: [
    limit('role:SALES_REP', 'NONE', 500, 10_000_000),
    limit('role:INTEGRATION_PARTNER', 'NONE', 500, 10_000_000),
    limit('role:APPROVER', 'MANAGER', 2000, 99_999_999),
    limit('group:approval-directors', 'DIRECTOR', 10_000, 1_000_000_000_000),
  ],
}

/** Who is asked at a level, and how many hours they have. */
export const askedAt: Readonly<Record<Exclude<Level, 'NONE'>, { group: string; hours: number }>> = {
  MANAGER: { group: 'approvers', hours: 24 },
  DIRECTOR: { group: 'approval-directors', hours: 48 },
}

export const limitsHash = ({ limits }: AuthorityLimits): string => hashOf(limits)

/** The limits that a person holds by role or group, lowest level first. */
export const heldBy = (
  { limits }: AuthorityLimits,
  { roles, groups }: Omit<Person, 'id'>,
): AuthorityLimit[] => {
  const holders = new Set([
    ...roles.map((role) => `role:${role}`),
    ...groups.map((group) => `group:${group}`),
  ])

  return limits
    .filter(({ holder }) => holders.has(holder))
    .toSorted((left, right) => rank(left.level) - rank(right.level))
}

/** How far a person may discount without asking anybody. */
export const ownDiscount = (limits: AuthorityLimits, person: Omit<Person, 'id'>): number =>
  Math.max(0, ...heldBy(limits, person).map(({ maximumDiscountBasisPoints }) => maximumDiscountBasisPoints))

export const snapshotOf = ({ version }: AuthorityLimits, used: AuthorityLimit): AuthoritySnapshot => {
  const { holder, ...facts } = used
  const body = { policyVersion: version, via: holder, ...facts }

  return { ...body, hash: hashOf(body) }
}

/** Why limits contradict themselves; undefined when they do not. */
export function contradiction(limits: readonly AuthorityLimit[]): string | undefined {
  const holders = limits.map(({ holder, level }) => `${holder} at ${level}`)
  const twice = holders.find((holder, index) => holders.indexOf(holder) !== index)
  if (twice) return `${twice} is named twice`
  if (!limits.some(({ level }) => level === 'DIRECTOR')) return 'nobody decides at the level DIRECTOR'

  return undefined
}

function limit(
  holder: string,
  level: Level,
  maximumDiscountBasisPoints: number,
  maximumContractValueMinor: number,
): AuthorityLimit {
  return { holder, level, maximumDiscountBasisPoints, maximumContractValueMinor }
}
