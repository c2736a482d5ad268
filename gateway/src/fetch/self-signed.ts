import { generateKeyPairSync, sign } from 'node:crypto'

/** A key and a certificate of its own for `localhost`, good for an hour; for specs of TLS. */
export function selfSigned(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(set(sequence(objectId(0x55, 0x04, 0x03), of(0x0c, Buffer.from('localhost')))))
  const now = Date.now()
  const facts = sequence(
    of(0xa0, integer(2)),
    integer(1),
    ecdsaWithSha256,
    name,
    sequence(time(now - 60_000), time(now + 3_600_000)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    of(0xa3, sequence(subjectAlternativeName)),
  )
  const signature = sign('sha256', facts, privateKey)
  const certificate = sequence(facts, ecdsaWithSha256, bits(signature))

  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pem(certificate) }
}

/** DER: a tag, the length, the content. */
function of(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  const { length } = content
  const head = length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff]

  return Buffer.concat([Buffer.from(head), content])
}

const sequence = (...parts: Buffer[]): Buffer => of(0x30, ...parts)
const set = (...parts: Buffer[]): Buffer => of(0x31, ...parts)
const objectId = (...bytes: number[]): Buffer => of(0x06, Buffer.from(bytes))
const integer = (value: number): Buffer => of(0x02, Buffer.from([value]))
const bits = (content: Buffer): Buffer => of(0x03, Buffer.from([0]), content)
const time = (at: number): Buffer =>
  of(0x18, Buffer.from(`${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`))

const ecdsaWithSha256 = sequence(objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
const subjectAlternativeName = sequence(
  objectId(0x55, 0x1d, 0x11),
  of(0x04, sequence(of(0x82, Buffer.from('localhost')))),
)

const pem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replaceAll(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`
