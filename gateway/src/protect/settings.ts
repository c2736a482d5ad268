import { z } from 'zod'

const names = z.array(z.string().min(1)).min(1).optional()

const policy = z
  .strictObject({
    anyRole: names.describe('The caller has one of these roles.'),
    anyGroup: names.describe('The caller is in one of these groups.'),
    anyScope: names.describe('The token has one of these scopes.'),
  })
  .refine((rule) => Object.values(rule).some((list) => list !== undefined), {
    error: 'A policy says at least one of anyRole, anyGroup, anyScope.',
  })

/** What the names in `@policy` mean. */
export const protectSettings = z.strictObject({
  policies: z
    .record(z.string().min(1), policy)
    .default({})
    .describe(
      'Policy name → `{ anyRole, anyGroup, anyScope }`; each list that is given needs one match. A name that is missing here is met by nobody.',
    ),
})

export type ProtectSettings = z.infer<typeof protectSettings>
