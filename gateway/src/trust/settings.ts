import { z } from 'zod'
import { isForwardable } from './header-names.ts'

const seconds = z.number().int().positive()
const milliseconds = z.number().int().positive()
const claim = z.string().min(1).max(200)

/** Signatures that only the issuer can make: a shared secret is none of them, nor is `none`. */
export const algorithms = z.enum([
  'EdDSA',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
])

/** Where our words are found in an issuer's tokens; a dot leads into an object (`realm_access.roles`). */
const claimSettings = z.strictObject({
  tenant: claim
    .nullable()
    .default('tenant')
    .describe('The claim that names the tenant; null where tokens know none.'),
  roles: claim.default('roles').describe('The claim with the roles, an array.'),
  groups: claim.default('groups').describe('The claim with the groups, an array.'),
  scopes: claim.default('scope').describe('The claim with the scopes, an array or a text with spaces.'),
  clientId: claim.default('client_id').describe('The claim that names the client application.'),
})

/** One issuer whose tokens are accepted. The defaults are those of the context `access`. */
export const issuerSettings = z
  .strictObject({
    issuer: z.string().min(1).default('pactwork-access').describe('What `iss` must be.'),
    audience: z.string().min(1).default('pactwork').describe('What `aud` must be or hold.'),
    jwksUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("Where the issuer's keys are fetched (RFC 7517)."),
    jwksFile: z.string().min(1).optional().describe('A file with the keys, instead of a URL.'),
    jwks: z
      .looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) })
      .optional()
      .describe('The keys themselves, instead of a URL.'),
    algorithms: z
      .array(algorithms)
      .min(1)
      .default(['EdDSA'])
      .describe('The signatures that are accepted; asymmetric ones only.'),
    typ: z.string().min(1).default('at+jwt').describe('What the header `typ` must be.'),
    claims: claimSettings.prefault({}),
    tenantPattern: z
      .string()
      .refine(isPattern, 'must be a regular expression')
      .default('^ten_[0-7][0-9a-hjkmnp-tv-z]{25}$')
      .describe('The regular expression that a tenant must match.'),
    revocations: z
      .boolean()
      .default(true)
      .describe('Whether `trust.revocations.url` is asked if a token of this issuer was revoked.'),
  })
  .refine(
    ({ jwksUrl, jwksFile, jwks }) => [jwksUrl, jwksFile, jwks].filter(Boolean).length === 1,
    'must name exactly one of jwksUrl, jwksFile and jwks',
  )

const keySettings = z.strictObject({
  refreshSeconds: seconds
    .default(60)
    .describe('After how many seconds keys are fetched anew, while the known ones serve.'),
  staleSeconds: seconds
    .default(3_600)
    .describe('How long known keys serve when they cannot be fetched, in seconds.'),
  cooldownMs: milliseconds
    .default(2_000)
    .describe('How long after a fetch an unknown key id causes none, in milliseconds.'),
  timeoutMs: milliseconds.default(3_000).describe('How long fetching keys may take, in milliseconds.'),
  bytes: z.number().int().positive().default(262_144).describe('How large a key set may be, in bytes.'),
})

const revocationSettings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where revoked tokens are asked for, by a signed call: `…/access/revocations`.'),
  audience: z.string().min(1).default('access').describe('For whom that call is signed.'),
  freshMs: milliseconds
    .default(2_000)
    .describe('How long a list of revoked tokens counts as new, in milliseconds.'),
  timeoutMs: milliseconds.default(2_000).describe('How long asking may take, in milliseconds.'),
})

const headerSettings = z.strictObject({
  allow: z
    .array(
      z
        .string()
        .toLowerCase()
        .refine(isForwardable, 'is a header that is never passed on, or no name of a header'),
    )
    .default(['accept-language'])
    .describe("The client's headers that subgraphs get besides those which the gateway sets itself."),
  valueBytes: z
    .number()
    .int()
    .positive()
    .default(1_024)
    .describe('How long the value of such a header may be, in bytes.'),
})

/** Whom the gateway believes what. */
export const trustSettings = z.strictObject({
  issuers: z.array(issuerSettings).default([]).describe('Whose tokens are accepted, a list of issuers.'),
  required: z
    .boolean()
    .default(true)
    .describe('Whether an operation without a token is refused; a wrong token always is.'),
  realm: z
    .string()
    .regex(/^[\w. -]{1,60}$/)
    .default('pactwork')
    .describe('The realm named to clients whose token is refused.'),
  skewSeconds: z.number().int().min(0).max(300).default(5).describe('By how many seconds clocks may differ.'),
  maxAgeSeconds: seconds
    .default(86_400)
    .describe('For how long a token may be good in all, from `iat` to `exp`, in seconds.'),
  tokenBytes: z.number().int().positive().default(8_192).describe('How long a token may be, in bytes.'),
  listEntries: z
    .number()
    .int()
    .positive()
    .default(500)
    .describe('How many roles, groups or scopes a token may name, of each.'),
  verifiedTokens: z
    .number()
    .int()
    .min(0)
    .default(10_000)
    .describe('How many verified tokens are remembered by their hash until they expire; 0 remembers none.'),
  keys: keySettings.prefault({}),
  revocations: revocationSettings.prefault({}),
  headers: headerSettings.prefault({}),
})

export type TrustSettings = z.infer<typeof trustSettings>
export type IssuerSettings = z.infer<typeof issuerSettings>
export type KeySettings = z.infer<typeof keySettings>
export type RevocationSettings = z.infer<typeof revocationSettings>
export type HeaderSettings = z.infer<typeof headerSettings>

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp
  } catch {
    return false
  }
}
