import { expect, test } from '@jest/globals'
import { refusedOperation } from './forbidden-errors.ts'

test.each([
  [true, 'FORBIDDEN', 403, 'You may not ask for `me.salary`. Take it out, or get the right to see it.'],
  [false, 'UNAUTHENTICATED', 401, '`me.salary` needs a token: send `authorization: Bearer <token>`.'],
])('a refused operation says what to do; with a token: %s', (hasToken, code, status, message) => {
  expect(refusedOperation(hasToken, ['me', 'salary'], 'c-1').toJSON()).toEqual({
    message,
    extensions: { code, correlationId: 'c-1', http: { status } },
  })
})
