import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seconds, testKey, testToken } from '@pactwork/gateway/trust/test-issuer'
import { userTokenIssuer } from '@pactwork/kernel/runtime/user-token'
import { exportJWK } from 'jose'
import { until } from '../support/until.ts'
import { newsGateway, type NewsGateway } from './news-gateway.ts'
import { newsSubgraphs } from './news-subgraphs.ts'
import { rawSocket, type RawSocket } from './raw-socket.ts'

type Options = {
  /** Of the section `subscriptions`. */
  settings?: Record<string, unknown>
  /** Of the whole. */
  more?: Record<string, unknown>
  /** Whether its owner serves the feed by entries and pages, as contexts do, or as subscriptions alone. */
  pages?: boolean
}

/**
 * Gateways in this process before two subgraphs in this process, with tokens of an issuer of their own: nothing of it
 * needs a running stack, and nobody else is in it.
 */
export async function newsScene({ settings = {}, more = {}, pages = false }: Options = {}) {
  const subgraphs = await newsSubgraphs({ pages })
  const key = await testKey('k1')
  const neighbour = { ...(await testKey('k2', 'ES256')), iss: 'https://neighbour.example' }
  const signer = await testKey('gateway')
  const folder = mkdtempSync(join(tmpdir(), 'news-'))
  const file = join(folder, 'gateway.json')
  const keysDir = mkdtempSync(join(tmpdir(), 'news-keys-'))
  writeFileSync(join(keysDir, 'gateway.json'), JSON.stringify(await exportJWK(signer.privateKey)))
  writeFileSync(
    file,
    JSON.stringify({
      port: 0,
      supergraph: { file: 'unused.graphql' },
      subgraphs: { news: `${subgraphs.url}/news`, people: `${subgraphs.url}/people` },
      signing: { keysDir },
      trust: {
        issuers: [
          { issuer: userTokenIssuer, jwks: { keys: [key.published] } },
          { issuer: neighbour.iss, algorithms: ['ES256'], jwks: { keys: [neighbour.published] } },
        ],
        revocations: { url: `${subgraphs.url}/revoked`, freshMs: 100 },
      },
      protect: { policies: { insiders: { anyRole: ['INSIDER'] } } },
      subscriptions: { checkMs: 100, overlapMs: 200, drainWithinMs: 100, reloadWithinMs: 100, ...settings },
      ...more,
    }),
  )
  const running: NewsGateway[] = []
  const sockets = new Set<RawSocket>()
  let tokens = 0

  const gateway = async (): Promise<NewsGateway> => {
    const made = await newsGateway(file, { pages })
    running.push(made)

    return made
  }
  const first = await gateway()
  /** A token of a person, each time another one. */
  const token = (claims: Record<string, unknown> = {}): Promise<string> => {
    tokens += 1

    return testToken(key, { jti: `tok_${tokens}`, ...claims })
  }
  const socket = async (url = first.url): Promise<RawSocket> => {
    const made = await rawSocket(url)
    sockets.add(made)
    void made.closed.then(() => sockets.delete(made))

    return made
  }
  async function letGo(isQuiet: (open: ReturnType<NewsGateway['open']>) => boolean): Promise<void> {
    for (const each of sockets) each.close()
    let left: unknown
    await until('everything to be let go of', async () => {
      const open = running.map((each) => each.open())
      left = { followers: subgraphs.feed.followers(), connections: subgraphs.connections(), open }
      return subgraphs.feed.followers() === 0 && open.every(isQuiet)
    }).catch((error: unknown) => {
      throw new Error(`Something is still open: ${JSON.stringify(left)}`, { cause: error })
    })
  }

  return {
    ...subgraphs,
    ...first,
    /** The keys of the issuers that are trusted. */
    keys: { issuer: key, neighbour },
    /** Another gateway before the same subgraphs. */
    gateway,
    token,
    /** A WebSocket whose client has said nothing yet; ended by `left` and `quiet`, as all of them are. */
    socket,
    /** One that the gateway has acknowledged. */
    async connected(claims: Record<string, unknown> = {}, url = first.url): Promise<RawSocket> {
      const made = await socket(url)
      await made.init(await token(claims))

      return made
    },
    /** When so many follow the feed: what is told from now on reaches them. */
    followed: (count: number): Promise<unknown> =>
      until(`${count} followers`, async () => subgraphs.feed.followers() === count),
    /** One that is good for so many seconds. */
    shortToken(lives: number, claims: Record<string, unknown> = {}): Promise<string> {
      return token({ iat: seconds() - 10, exp: seconds() + lives, ...claims })
    },
    /** Ends what clients have open; resolves when nobody is followed for them any more. */
    left: () => letGo(({ connections, upstreams }) => connections + upstreams === 0),
    /** As `left`, and when the connections to the subgraphs, which linger for half a second, are gone as well. */
    quiet: () =>
      letGo(
        ({ connections, upstreams, owners }) =>
          connections + upstreams + owners + subgraphs.connections() === 0,
      ),
    async close(): Promise<void> {
      await Promise.all(running.map((each) => each.stop()))
      await subgraphs.close()
      rmSync(folder, { recursive: true })
      rmSync(keysDir, { recursive: true })
    },
  }
}

export type NewsScene = Awaited<ReturnType<typeof newsScene>>
