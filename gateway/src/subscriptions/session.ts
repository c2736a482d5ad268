import { GraphQLError } from 'graphql'
import { codeOf } from '../errors.ts'
import { reasonOf, type Authenticate } from '../trust/authenticate.ts'
import type { Caller } from '../trust/caller.ts'

/** What came of a new token on an open connection. */
export type Renewal = { type: 'renewed'; expiresAt: string } | { type: 'refused'; code: string }

type Session = {
  caller: Caller
  authenticate: Authenticate
  /** How often the token is checked again, in milliseconds. */
  checkMs: number
  /** The token is not good any more. */
  over: (why: 'expired' | 'revoked') => void
  renewed: (former: Caller, caller: Caller) => void
}

const longestTimer = 2 ** 31 - 1

/**
 * Who a connection is of, as long as that holds: until its token expires, or is found to be revoked. A new token of
 * the same person takes the place of the former one.
 */
export function session({ caller: first, authenticate, checkMs, over, renewed }: Session) {
  let caller = first
  let isOver = false
  let expiry: NodeJS.Timeout | undefined
  let underway: Promise<unknown> = Promise.resolve()

  const finish = (why: 'expired' | 'revoked'): void => {
    if (isOver) return
    end()
    over(why)
  }
  const end = (): void => {
    isOver = true
    clearTimeout(expiry)
    clearInterval(checks)
  }
  const expire = (): void => {
    clearTimeout(expiry)
    if (!caller.user) return
    const rest = caller.user.exp * 1_000 - Date.now()
    const later = rest > longestTimer ? expire : () => finish('expired')
    expiry = setTimeout(later, Math.min(Math.max(rest, 0), longestTimer))
  }
  const verified = (token: string): Promise<Caller> =>
    authenticate({ fields: { authorization: `Bearer ${token}` }, correlationId: caller.correlationId })

  let isChecking = false
  const check = async ({ token }: Caller): Promise<void> => {
    if (token === undefined || isChecking) return
    isChecking = true
    try {
      await verified(token)
    } catch (error) {
      // What cannot be told at the moment is asked again. Another token may have come meanwhile.
      if (isRefusal(error) && caller.token === token)
        finish(reasonOf(error) === 'expired' ? 'expired' : 'revoked')
    } finally {
      isChecking = false
    }
  }
  const checks = caller.token === undefined ? undefined : setInterval(() => void check(caller), checkMs)

  const renew = async (token: string): Promise<Renewal> => {
    const found = await verified(token).catch(codeOfError)
    if (isOver) return { type: 'refused', code: 'UNAUTHENTICATED' }
    if (typeof found === 'string') return { type: 'refused', code: found }
    if (!found.user || !isSamePerson(caller, found)) return { type: 'refused', code: 'DENIED' }
    const former = caller
    caller = { ...found, client: former.client, correlationId: former.correlationId }
    expire()
    renewed(former, caller)

    return { type: 'renewed', expiresAt: new Date(found.user.exp * 1_000).toISOString() }
  }

  expire()

  return {
    caller: () => caller,
    /** One after the other. */
    renew(token: string): Promise<Renewal> {
      const renewal = underway.then(() => renew(token))
      underway = renewal

      return renewal
    },
    /** Somebody who follows on its behalf was told that the token is not accepted any more. */
    async doubt(token: string | undefined): Promise<void> {
      if (caller.token !== token) return
      await check(caller)
      if (caller.token === token) finish('revoked')
    },
    end,
  }
}

export type OpenSession = ReturnType<typeof session>

const isRefusal = (error: unknown): error is GraphQLError =>
  error instanceof GraphQLError && codeOf(error) === 'UNAUTHENTICATED'

const codeOfError = (error: unknown): string =>
  error instanceof GraphQLError ? codeOf(error) : 'INTERNAL_SERVER_ERROR'

const isSamePerson = ({ user: one }: Caller, { user: other }: Caller): boolean =>
  one !== undefined && one.sub === other?.sub && one.tenant === other.tenant && one.issuer === other.issuer
