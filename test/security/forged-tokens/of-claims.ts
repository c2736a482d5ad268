import { seconds } from '@pactwork/gateway/trust/test-issuer'
import { claiming, headerOf, sealed, type Forgery } from './kit.ts'

type Claims = Record<string, unknown>

const said = (
  name: string,
  claims: Claims | (() => Claims),
  reason: Forgery['reason'] = 'claims',
): Forgery => ({
  name,
  reason,
  make: (kit) => claiming(kit, typeof claims === 'function' ? claims() : claims),
})

/** A claim whose value no JSON library would write, put there as text. */
const asText = (name: string, claim: string, value: string, reason: Forgery['reason']): Forgery => ({
  name,
  reason,
  make(kit) {
    const { [claim]: _, ...others } = kit.claims()
    return sealed(kit.issuer, headerOf(kit), `${JSON.stringify(others).slice(0, -1)},"${claim}":${value}}`)
  },
})

const each = (
  claim: string,
  values: Record<string, unknown>,
  reason: Forgery['reason'] = 'claims',
): Forgery[] =>
  Object.entries(values).map(([name, value]) => said(`whose ${claim} is ${name}`, { [claim]: value }, reason))

const about = {
  issuer: each(
    'iss',
    {
      missing: undefined,
      'somebody else': 'somebody',
      'a list': ['pactwork-access'],
      'an object': { iss: 'pactwork-access' },
      'a number': 1,
      'written large': 'PACTWORK-ACCESS',
      'followed by a blank': 'pactwork-access ',
      'with a letter of another script': 'pactwork-аccess',
      'what objects inherit': '__proto__',
    },
    'issuer',
  ),
  audience: each(
    'aud',
    {
      missing: undefined,
      'somebody else': 'others',
      'a list of others': ['others', 'more'],
      'an empty list': [],
      'an object': { pactwork: true },
      'a number': 1,
      'longer by a letter': 'pactwork2',
      'written large': 'Pactwork',
    },
    'audience',
  ),
  time: [
    said('that has expired', () => ({ iat: seconds() - 600, exp: seconds() - 60 }), 'expired'),
    said('that expired in 1970', { iat: 0, exp: 1 }, 'expired'),
    said('that never expires', { exp: undefined }),
    ...each('exp', { text: '9999999999', null: null, 'a list': [9_999_999_999], true: true }),
    said('whose exp is below zero', { exp: -1 }, 'expired'),
    said('whose exp is a number too large', { exp: 1e300 }),
    said('that is good for a thousand years', () => ({ exp: seconds() + 31_536_000_000 })),
    said('that is good for longer than allowed', () => ({ exp: seconds() + 86_460 })),
    asText('whose exp is NaN', 'exp', 'NaN', 'malformed'),
    asText('whose exp is beyond all numbers', 'exp', '1e999', 'claims'),
    said('that is not good yet', () => ({ nbf: seconds() + 60 }), 'not-yet-valid'),
    ...each('nbf', { text: '0', null: null }),
    said(
      'that was made in the future',
      () => ({ iat: seconds() + 60, exp: seconds() + 120 }),
      'not-yet-valid',
    ),
    ...each('iat', { missing: undefined, text: '0', null: null }),
    said('that ends before it begins', () => ({ iat: seconds() + 3, exp: seconds() + 2 })),
  ],
  tenant: each('tenant', {
    missing: undefined,
    null: null,
    empty: '',
    'a list': ['ten_01hzzzzzzzzzzzzzzzzzzzzzzz'],
    'an object': { id: 'ten_01hzzzzzzzzzzzzzzzzzzzzzzz' },
    'a number': 1,
    'an id of another kind': 'usr_01hzzzzzzzzzzzzzzzzzzzzzzz',
    'an id that is too large': 'ten_81hzzzzzzzzzzzzzzzzzzzzzzz',
    'written large': 'TEN_01HZZZZZZZZZZZZZZZZZZZZZZZ',
    'followed by a line': 'ten_01hzzzzzzzzzzzzzzzzzzzzzzz\n',
    SQL: "ten_' or '1'='1",
    'of every tenant': '*',
    'very long': 'ten_'.padEnd(5_000, '0'),
  }),
  rights: [
    ...each('roles', {
      text: 'TENANT_ADMIN',
      'an object': { 0: 'TENANT_ADMIN', length: 1 },
      null: null,
      'a list of numbers': [1],
      'a list of lists': [['TENANT_ADMIN']],
      'a list with an empty one': [''],
      'a list with a control character': ['A\u0007'],
      'a list of 501': Array.from({ length: 501 }, (_, index) => `r${index}`),
    }),
    said('whose roles are ten thousand', { roles: Array.from({ length: 10_000 }, () => 'R') }, 'oversized'),
    ...each('groups', { text: 'approvers', true: true }),
    ...each('scope', { 'an object': { read: true }, 'a number': 7, 'a list of objects': [{}] }),
  ],
  holder: [
    ...each('sub', {
      missing: undefined,
      empty: '',
      'a number': 1,
      null: null,
      'very long': 's'.repeat(201),
    }),
    ...each('sub', { 'two lines': 'usr_1\nusr_2', 'half a character': '\ud800' }),
    ...each('jti', { missing: undefined, 'a number': 1, 'an object': {} }),
    ...each('client_id', { 'an object': {}, 'two lines': 'a\r\nb' }),
  ],
}

export const forgeriesOfClaims: Forgery[] = [
  ...Object.values(about).flat(),
  { name: 'that was revoked', reason: 'revoked', make: (kit) => claiming(kit, { jti: kit.revoked }) },
]
