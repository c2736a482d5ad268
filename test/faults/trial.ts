import type { Stack } from '../stack/stack.ts'
import type { Tenant } from '../stack/tenants.ts'

/** What a trial may use: a stack with one process per role that it may break, and a tenant that sells. */
export type Ground = { stack: Stack; tenant: Tenant; faultDir: string }

/** One thing to try. Answers what broke; nothing, when everything held. */
export type Trial = { readonly name: string; run(ground: Ground): Promise<string[]> }

/** Collects what does not hold. */
export function expectations() {
  const broken: string[] = []

  return {
    broken,
    expect: (holds: boolean, otherwise: string): void => void (holds || broken.push(otherwise)),
  }
}
