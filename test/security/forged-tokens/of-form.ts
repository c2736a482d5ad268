import { CompactEncrypt } from 'jose'
import { claiming, encoded, flipped, headerOf, parts, sealed, type Forgery, type Kit } from './kit.ts'

type Cut = (header: string, payload: string, signature: string) => string

const cut = (name: string, made: Cut, reason: Forgery['reason'] = 'malformed'): Forgery => ({
  name,
  reason,
  make: async (kit) => made(...(await parts(kit))),
})

/** Signed by the issuer exactly as it stands. */
const asIs = (
  name: string,
  reason: Forgery['reason'],
  content: (kit: Kit) => { header?: unknown; payload?: unknown },
): Forgery => ({
  name,
  reason,
  make(kit) {
    const { header = headerOf(kit), payload = kit.claims() } = content(kit)
    return sealed(kit.issuer, header, payload)
  },
})

/** JSON with one more member before its end. */
const twice = (said: unknown, member: string): string => `${JSON.stringify(said).slice(0, -1)},${member}}`

const header = (name: string, more: Record<string, unknown>, reason: Forgery['reason'] = 'header'): Forgery =>
  asIs(name, reason, (kit) => ({ header: headerOf(kit, more) }))

const otherTenant = '"tenant":"ten_01hyyyyyyyyyyyyyyyyyyyyyyy"'

export const forgeriesOfForm: Forgery[] = [
  cut('without a signature', (head, payload) => `${head}.${payload}`),
  cut('with an empty signature', (head, payload) => `${head}.${payload}.`),
  cut('with an empty header', (_, payload, signature) => `.${payload}.${signature}`),
  cut('with an empty payload', (head, _, signature) => `${head}..${signature}`),
  cut('of dots', () => '..'),
  cut('of one part', (head) => head),
  cut('of four parts', (...all) => `${all.join('.')}.AA`),
  cut('of five parts', (...all) => `${all.join('.')}.AA.AA`),
  cut('with a dot at the end', (...all) => `${all.join('.')}.`),
  cut('with a dot at the start', (...all) => `.${all.join('.')}`),
  cut(
    'whose signature is cut short',
    (head, payload, signature) => `${head}.${payload}.${signature.slice(0, 80)}`,
    'signature',
  ),
  cut(
    'whose signature is too long',
    (head, payload, signature) => `${head}.${payload}.${signature}${signature}`,
    'signature',
  ),
  cut(
    'whose payload is cut short',
    (head, payload, signature) => `${head}.${payload.slice(0, -8)}.${signature}`,
  ),
  cut('whose signature is padded', (head, payload, signature) => `${head}.${payload}.${signature}==`),
  cut('whose payload is padded', (head, payload, signature) => `${head}.${payload}=.${signature}`),
  cut(
    'whose last letter differs in bits that say nothing',
    (head, payload, signature) => `${head}.${payload}.${unsaid(signature)}`,
  ),
  cut(
    'with a letter of plain base64',
    (head, payload, signature) => `${head}.${payload}.+${signature.slice(1)}`,
  ),
  cut('with a tilde', (head, payload, signature) => `${head}.${payload}.~${signature.slice(1)}`),
  cut('whose parts are exchanged', (head, payload, signature) => `${payload}.${head}.${signature}`, 'header'),
  cut('whose payload is its signature', (head, payload, signature) => `${head}.${signature}.${payload}`),
  cut(
    'whose header differs by a bit',
    (head, payload, signature) => `${flipped(head, 2)}.${payload}.${signature}`,
    'header',
  ),
  ...[0, 31, 32, 63].map((at) =>
    cut(
      `whose signature differs by a bit of byte ${at}`,
      (head, payload, signature) => `${head}.${payload}.${flipped(signature, at)}`,
      'signature',
    ),
  ),
  {
    name: 'whose payload differs by one letter',
    reason: 'signature',
    async make(kit) {
      const [head, payload, signature] = await parts(kit)
      const said = Buffer.from(payload, 'base64url').toString().replace('usr_', 'usr-')
      return `${head}.${encoded(said)}.${signature}`
    },
  },
  {
    name: 'with the claims of another and a good signature',
    reason: 'signature',
    async make(kit) {
      const [head, , signature] = await parts(kit)
      return `${head}.${encoded({ ...kit.claims(), roles: ['TENANT_ADMIN'] })}.${signature}`
    },
  },
  {
    name: 'with the signature of another good token',
    reason: 'signature',
    async make(kit) {
      const [head, payload] = await parts(kit)
      return `${head}.${payload}.${(await claiming(kit, { sub: 'usr_2' })).split('.')[2]}`
    },
  },
  {
    name: 'that is encrypted',
    reason: 'malformed',
    make: (kit) =>
      new CompactEncrypt(Buffer.from(JSON.stringify(kit.claims())))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: 'at+jwt' })
        .encrypt(Buffer.from(kit.issuer.published.x ?? '', 'base64url')),
  },
  {
    name: 'within a token',
    reason: 'malformed',
    make: async (kit) => sealed(kit.issuer, headerOf(kit, { cty: 'JWT' }), await claiming(kit, {})),
  },
  {
    name: 'in the JSON form of a signature',
    reason: 'malformed',
    async make(kit) {
      const [protectedHeader, payload, signature] = await parts(kit)
      return encoded({ protected: protectedHeader, payload, signature })
    },
  },
  asIs('that is larger than allowed', 'oversized', (kit) => ({
    payload: { ...kit.claims(), filler: 'x'.repeat(8_192) },
  })),
  asIs('whose payload is a list', 'malformed', (kit) => ({ payload: [kit.claims()] })),
  asIs('whose payload is null', 'malformed', () => ({ payload: 'null' })),
  asIs('whose payload is text', 'malformed', () => ({ payload: '"exp"' })),
  asIs('whose payload is no JSON', 'malformed', () => ({ payload: '{exp:1}' })),
  asIs('whose payload is no UTF-8', 'malformed', (kit) => ({
    payload: Buffer.concat([
      Buffer.from(JSON.stringify(kit.claims()).slice(0, -1)),
      Buffer.from(',"x":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}'),
    ]),
  })),
  asIs('whose header is no JSON', 'malformed', () => ({ header: 'alg=EdDSA' })),
  asIs('whose header is a list', 'malformed', (kit) => ({ header: [headerOf(kit)] })),
  asIs('that says its tenant twice', 'malformed', (kit) => ({ payload: twice(kit.claims(), otherTenant) })),
  asIs('that says its tenant twice, once in code', 'malformed', (kit) => ({
    payload: twice(kit.claims(), otherTenant.replace('tenant', 'ten\\u0061nt')),
  })),
  asIs('that says its end twice', 'malformed', (kit) => ({
    payload: twice(kit.claims(), '"exp":253402300799'),
  })),
  asIs('that says its algorithm twice', 'malformed', (kit) => ({
    header: twice(headerOf(kit), '"alg":"EdDSA"'),
  })),
  header('with a critical header that nobody knows', { crit: ['x'], x: true }),
  header('with a critical header that stands nowhere', { crit: ['exp'] }),
  header('with an empty list of critical headers', { crit: [] }),
  header('with critical headers that are none', { crit: 'exp' }),
  header('whose payload is not encoded', { crit: ['b64'], b64: false }),
  header('whose payload is said to be not encoded', { b64: false }),
  header('whose payload is said to be encoded', { crit: ['b64'], b64: true }),
  header('without a type', { typ: undefined }),
  header('of no type', { typ: null }),
  header('of a list of types', { typ: ['at+jwt'] }),
  header('that is an identity token', { typ: 'JWT' }, 'type'),
  header('that is a signed call of a machine', { typ: 'pactwork-call+jwt' }, 'type'),
  header('of a type that begins alike', { typ: 'at+jwt2' }, 'type'),
]

/** The same bytes in another text: the last letter of 64 bytes has four bits that say nothing. */
function unsaid(signature: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = letters.indexOf(signature.at(-1) ?? '')

  return signature.slice(0, -1) + (letters[last + 1] ?? '')
}
