import { z } from 'zod'
import type { Claims } from './claims.ts'
import { isObject } from './json-object.ts'
import type { IssuerSettings } from './settings.ts'
import { TokenRefused } from './token-refused.ts'

/** Text that can stand in a log line, a header and a key: no control characters, no halves of characters. */
const word = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text))

/** RFC 7519: seconds, fractions allowed; up to the last one that a date can have. */
const time = z.number().min(0).max(253_402_300_799)

type Bounds = { listEntries: number; maxAgeSeconds: number; skewSeconds: number }

/**
 * A verified payload → claims in our words, by the issuer's mapping: bounded, and of the types that they must have.
 * What is checked besides: who and until when are said, the whole life of the token is not longer than allowed, the
 * tenant has the form of one. Throws TokenRefused.
 */
export function claimsReader({ issuer, claims, tenantPattern, revocations }: IssuerSettings, bounds: Bounds) {
  const list = z.array(word).max(bounds.listEntries).default([])
  const tenant = word.regex(new RegExp(tenantPattern, 'u'))
  const shape = z.object({
    sub: word,
    iat: time,
    exp: time,
    nbf: time.optional(),
    jti: revocations ? word : word.optional(),
    tenant: claims.tenant === null ? z.undefined() : tenant,
    roles: list,
    groups: list,
    scopes: z.preprocess(words, list),
    clientId: word.optional(),
  })

  return (payload: Readonly<Record<string, unknown>>, now: number): Claims => {
    const { success, data } = shape.safeParse({
      sub: payload['sub'],
      iat: payload['iat'],
      exp: payload['exp'],
      nbf: payload['nbf'],
      jti: payload['jti'],
      tenant: claims.tenant === null ? undefined : claimAt(payload, claims.tenant),
      roles: claimAt(payload, claims.roles),
      groups: claimAt(payload, claims.groups),
      scopes: claimAt(payload, claims.scopes),
      clientId: claimAt(payload, claims.clientId),
    })
    if (!success) throw new TokenRefused('claims')
    const { iat, exp, nbf: _, jti, tenant: named, clientId, ...said } = data
    if (exp <= iat || exp - iat > bounds.maxAgeSeconds) throw new TokenRefused('claims')
    if (iat > now + bounds.skewSeconds) throw new TokenRefused('not-yet-valid')

    return { issuer, ...said, tenant: named, clientId, jti, exp }
  }
}

export type ClaimsReader = ReturnType<typeof claimsReader>

/** A claim by its name, or by a path of names with dots; only what the token says itself, nothing inherited. */
function claimAt(payload: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name]

  return name
    .split('.')
    .reduce<unknown>(
      (inner, step) => (isObject(inner) && Object.hasOwn(inner, step) ? inner[step] : undefined),
      payload,
    )
}

/** RFC 8693: scopes are a text with single spaces; some issuers send an array. */
const words = (value: unknown): unknown =>
  typeof value === 'string' ? value.split(' ').filter((one) => one !== '') : value
