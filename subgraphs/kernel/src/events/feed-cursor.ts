import { createHmac, timingSafeEqual } from 'node:crypto'
import { canonical } from '../hash.ts'
import { wantedOf, type Narrowing } from './feed-item.ts'

/**
 * Where in a feed. Positions of different epochs have nothing to do with each other; an epoch is known by the end
 * of its id, and is undefined where the feed had no item yet.
 */
export type Place = { readonly epoch: string | undefined; readonly position: number }

/** What a cursor is bound to: handed to another tenant, feed or filter it is told apart, not misread. */
export type CursorScope = { readonly tenantId: string; readonly feed: string; readonly filter: Narrowing }

/** OTHER_FILTER: given out for this tenant and feed, under another filter. FORGED: never given out here. */
export type Unservable = 'OTHER_FILTER' | 'FORGED'

// version · filter · epoch · position (as many bytes as it needs) · MAC; some forty characters in all.
const version = 2
const filterAt = 1
const epochAt = 7
const positionAt = 13
const macLength = 12
const longest = positionAt + 7 + macLength

export type CursorCodec = ReturnType<typeof cursorCodec>

/** Writes and reads cursors under a key that all processes of a context share. */
export function cursorCodec(key: string | Uint8Array) {
  const hmac = (parts: readonly unknown[]): Buffer =>
    createHmac('sha256', key).update(canonical(parts)).digest()
  /** Within the signed part, so that another filter is seen without trying any. */
  const filterOf = ({ filter }: CursorScope): Buffer =>
    hmac(['feed-filter', meaning(filter)]).subarray(0, epochAt - filterAt)
  const macOf = ({ tenantId, feed }: CursorScope, body: Buffer): Buffer =>
    hmac(['feed-cursor', tenantId, feed, body.toString('hex')]).subarray(0, macLength)

  return {
    write(scope: CursorScope, { epoch = nowhere, position }: Place): string {
      const body = Buffer.concat([
        Buffer.of(version),
        filterOf(scope),
        Buffer.from(epoch, 'hex'),
        bytesOf(position),
      ])

      return Buffer.concat([body, macOf(scope, body)]).toString('base64url')
    },

    /** Never throws: what cannot be served has a reason. */
    read(scope: CursorScope, cursor: string): Place | Unservable {
      const bytes = Buffer.from(cursor.slice(0, longest * 2), 'base64url')
      const ending = bytes.length - macLength
      if (ending <= positionAt || ending > longest || bytes.toString('base64url') !== cursor) return 'FORGED'
      const body = bytes.subarray(0, ending)
      if (!timingSafeEqual(bytes.subarray(ending), macOf(scope, body)) || body[0] !== version) return 'FORGED'
      if (!body.subarray(filterAt, epochAt).equals(filterOf(scope))) return 'OTHER_FILTER'
      const epoch = body.toString('hex', epochAt, positionAt)

      return {
        epoch: epoch === nowhere ? undefined : epoch,
        position: Number.parseInt(body.toString('hex', positionAt), 16),
      }
    },
  }
}

/** By which a cursor knows an epoch: six random bytes of its id. */
export const epochTag = (epoch: string): string => epoch.slice(-2 * (positionAt - epochAt))

const nowhere = '0'.repeat(2 * (positionAt - epochAt))

const bytesOf = (position: number): Buffer => {
  const digits = position.toString(16)

  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex')
}

/** A filter without what it does not say: two that mean the same are the same. */
const meaning = (filter: Narrowing) => [
  filter.subject ?? null,
  filter.customerId ?? null,
  filter.queue ?? null,
  wantedOf(filter),
]
