import { isDeepStrictEqual } from 'node:util'
import { createLocalJWKSet, errors, type CryptoKey, type JSONWebKeySet } from 'jose'
import type { KeySource } from './key-source.ts'
import type { KeySettings } from './settings.ts'
import { TokenRefused, TrustUnavailable } from './token-refused.ts'

type Known = {
  set: JSONWebKeySet
  find: ReturnType<typeof createLocalJWKSet>
  at: number
  /** Another one for other keys. */
  version: number
}
type Wanted = { alg: string; kid: string }
type FoundKey = { key: CryptoKey; version: number }

/**
 * An issuer's keys, each imported once. They are fetched anew in the background while the known ones serve, and
 * for an unknown key id, though never within the cooldown. While they cannot be fetched the known ones serve for a
 * bounded time; the remote set of `jose` refuses everybody then, and has no cooldown after a failure. `now` is
 * milliseconds of a clock that never goes back.
 */
export function issuerKeys(source: KeySource, settings: KeySettings, now = () => performance.now()) {
  let known: Known | undefined
  let tried: { at: number; failure: unknown } | undefined
  let underway: Promise<void> | undefined

  const fetchKeys = async (): Promise<void> => {
    try {
      const set = await source()
      known =
        known && isDeepStrictEqual(set, known.set)
          ? { ...known, at: now() }
          : { set, find: createLocalJWKSet(set), at: now(), version: (known?.version ?? 0) + 1 }
      tried = { at: now(), failure: undefined }
    } catch (failure) {
      tried = { at: now(), failure }
    } finally {
      underway = undefined
    }
  }
  const refresh = (): Promise<void> => (underway ??= fetchKeys())
  const coolingDown = (): boolean => tried !== undefined && now() - tried.at < settings.cooldownMs

  /** The keys that may be used now; rejects when there are none, or none young enough. */
  const usable = async (): Promise<Known> => {
    const age = known ? now() - known.at : Infinity
    if (age > settings.staleSeconds * 1_000 && !coolingDown()) await refresh()
    else if (age > settings.refreshSeconds * 1_000 && !coolingDown()) void refresh()

    if (!known || now() - known.at > settings.staleSeconds * 1_000)
      throw new TrustUnavailable('the keys of an issuer cannot be had', { cause: tried?.failure })
    return known
  }

  return {
    /** Which keys count now: another number for other keys. Throws TrustUnavailable when there are none. */
    version: async (): Promise<number> => (await usable()).version,

    /** The one key of that id for that algorithm. Throws TokenRefused, or TrustUnavailable when that cannot be told. */
    async find(wanted: Wanted): Promise<FoundKey> {
      const before = await usable()
      const key = await find(before, wanted)
      if (key) return { key, version: before.version }

      if (!coolingDown()) await refresh()
      const after = known
      const late = after && after !== before ? await find(after, wanted) : undefined
      if (after && late) return { key: late, version: after.version }
      if (tried?.failure)
        throw new TrustUnavailable('an unknown key cannot be looked for', { cause: tried.failure })
      throw new TokenRefused('key')
    },
  }
}

export type IssuerKeys = ReturnType<typeof issuerKeys>

async function find({ find: among }: Known, wanted: Wanted): Promise<CryptoKey | undefined> {
  try {
    return await among(wanted)
  } catch (cause) {
    if (cause instanceof errors.JWKSNoMatchingKey) return undefined
    throw new TokenRefused('key', { cause })
  }
}
