import { heldBy, standardLimits, type AuthorityLimits } from './authority.ts'

/** The ways into the order system (S3§7); each has its own rule for whether somebody has to approve. */
export const captureModes = [
  'QUOTE_DERIVED',
  'DIRECT_ORDER',
  'AMENDMENT',
  'CANCELLATION',
  'SUPPLEMENTAL',
  'ADMIN_MIGRATION',
] as const
export type CaptureMode = (typeof captureModes)[number]

export type SignalInput = {
  readonly captureMode: CaptureMode
  readonly discountBasisPoints: number
  readonly contractValueMinor: number
  readonly roles: readonly string[]
  readonly groups: readonly string[]
  readonly legalHold: boolean
}

export type Signal = {
  readonly signal: string
  readonly reasons: readonly string[]
  readonly policyVersion: string
}

/** Which approval a way into the order system asks for (APR-13). */
export function approvalSignal(input: SignalInput, limits: AuthorityLimits = standardLimits): Signal {
  const byLimits = beyond(input, limits)
  const answer = (signal: string, reasons: readonly string[] = []): Signal => ({
    signal,
    reasons,
    policyVersion: limits.version,
  })

  switch (input.captureMode) {
    case 'QUOTE_DERIVED':
      return answer('BY_QUOTE')
    case 'SUPPLEMENTAL':
      return answer('BY_PARENT_ORDER')
    case 'ADMIN_MIGRATION':
      return answer('MANUAL_EVIDENCE_REQUIRED', ['Migrated data carries no approval of its own.'])
    case 'CANCELLATION':
      if (input.legalHold) return answer('LEGAL_APPROVAL_REQUIRED', ['A legal obligation is attached.'])
      return byLimits.length > 0 ? answer('APPROVAL_REQUIRED', byLimits) : answer('NOT_REQUIRED')
    case 'DIRECT_ORDER':
    case 'AMENDMENT':
      return byLimits.length > 0 ? answer('APPROVAL_REQUIRED', byLimits) : answer('NOT_REQUIRED')
  }
}

function beyond(
  { discountBasisPoints, contractValueMinor, roles, groups }: SignalInput,
  limits: AuthorityLimits,
): string[] {
  const held = heldBy(limits, { roles, groups })
  const discount = Math.max(0, ...held.map(({ maximumDiscountBasisPoints }) => maximumDiscountBasisPoints))
  const value = Math.max(0, ...held.map(({ maximumContractValueMinor }) => maximumContractValueMinor))

  return [
    ...(discountBasisPoints > discount ? [`Own authority ends at ${discount} basis points.`] : []),
    ...(contractValueMinor > value ? [`Own authority ends at ${value} minor units.`] : []),
  ]
}
