import { testToken, type TestKey } from '@pactwork/gateway/trust/test-issuer'
import type { Reason } from '@pactwork/gateway/trust/token-refused'

/** What somebody who forges has at hand: more than anybody should. */
export type Kit = {
  /** The issuer's own key: for tokens that nobody but a faulty issuer makes, which must be refused all the same. */
  issuer: TestKey
  /** A key of another issuer that is trusted as well, for tokens of its own. */
  neighbour: TestKey & { iss: string }
  /** A key of nobody's, under the key id of the issuer. */
  stranger: TestKey
  /** What a good token says. */
  claims: () => Record<string, unknown>
  /** Where a stranger publishes keys. */
  trap: string
  /** The id of a token that was revoked. */
  revoked: string
}

/** A token that must not be accepted, and why it is refused. */
export type Forgery = { name: string; reason: Reason; make: (kit: Kit) => Promise<string> | string }

export const encoded = (content: unknown): string =>
  Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64url')

export const headerOf = (kit: Kit, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  alg: 'EdDSA',
  kid: kit.issuer.kid,
  typ: 'at+jwt',
  ...more,
})

/** The good token but for some claims: `undefined` leaves one out. Signed by the issuer. */
export const claiming = (kit: Kit, claims: Record<string, unknown>): Promise<string> =>
  testToken(kit.issuer, { ...kit.claims(), ...claims })

/** Signs exactly these texts, whatever they are: no library corrects them. */
export async function sealed(key: TestKey, header: unknown, payload: unknown): Promise<string> {
  const content = `${encoded(header)}.${payload instanceof Buffer ? payload.toString('base64url') : encoded(payload)}`
  const signature = await crypto.subtle.sign('Ed25519', key.privateKey, Buffer.from(content))

  return `${content}.${Buffer.from(signature).toString('base64url')}`
}

/** The three parts of a good token. */
export async function parts(kit: Kit): Promise<[string, string, string]> {
  const [header = '', payload = '', signature = ''] = (await claiming(kit, {})).split('.')

  return [header, payload, signature]
}

/** The same bytes but for one bit. */
export function flipped(part: string, at: number): string {
  const bytes = Buffer.from(part, 'base64url')
  bytes[at] = (bytes[at] ?? 0) ^ 1

  return bytes.toString('base64url')
}
