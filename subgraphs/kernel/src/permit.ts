import { isPermitted, type Actor } from './actor.ts'
import { denied } from './errors.ts'
import type { MachineRole } from './runtime/call-identity.ts'

/** What needs a permission, or what only these machines may. */
export type Rule = { permission: string | null; machines?: readonly MachineRole[] | undefined }

/** Throws Denied when the actor may not. */
export function demand(actor: Actor, rule: Rule): void {
  if (!isPermitted(actor, rule)) denied(rule.permission ?? `machine:${rule.machines?.join('|') ?? 'none'}`)
}
