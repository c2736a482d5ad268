import { createHmac, timingSafeEqual } from 'node:crypto'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { canonical } from '../hash.ts'
import type { Narrowing } from './feed-item.ts'

/** Where in a feed. Positions of different epochs have nothing to do with each other. */
export type Place = { readonly epoch: string; readonly position: number }

/** What a cursor is bound to: handed to another tenant, feed or filter it is refused, not misread. */
export type CursorScope = { readonly tenantId: string; readonly feed: string; readonly filter: Narrowing }

/** The cursor was not given out for this tenant, feed and filter, or was changed on its way. */
export class InvalidCursor extends GraphQLError {
  constructor() {
    super(
      'This cursor does not belong to this feed and filter. Subscribe with the cursor last received here, or without.',
      {
        extensions: { code: 'BAD_USER_INPUT' },
      },
    )
    this.name = 'InvalidCursor'
  }
}

const content = z.tuple([z.literal(1), z.uuid(), z.int().nonnegative()])

export type CursorCodec = ReturnType<typeof cursorCodec>

/** Writes and reads cursors under a key that all processes of a context share. */
export function cursorCodec(key: string | Uint8Array) {
  const mac = (scope: CursorScope, text: string): Buffer =>
    createHmac('sha256', key)
      .update(canonical([scope.tenantId, scope.feed, meaning(scope.filter), text]))
      .digest()
      .subarray(0, 16)

  return {
    write(scope: CursorScope, { epoch, position }: Place): string {
      const text = JSON.stringify([1, epoch, position])

      return `${Buffer.from(text).toString('base64url')}.${mac(scope, text).toString('base64url')}`
    },

    /** Throws InvalidCursor. */
    read(scope: CursorScope, cursor: string): Place {
      const [body = '', signature = ''] = cursor.split('.')
      const text = Buffer.from(body, 'base64url').toString()
      const given = Buffer.from(signature, 'base64url')
      const expected = mac(scope, text)
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new InvalidCursor()

      const [, epoch, position] = content.parse(JSON.parse(text))

      return { epoch, position }
    },
  }
}

/** A filter without what it does not say. */
const meaning = (filter: Narrowing) =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
