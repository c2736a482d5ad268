import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { gatewayConfig } from './config.ts'
import type { Options } from './options.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-config-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const read = (options: Partial<Options>, env: NodeJS.ProcessEnv = {}) =>
  gatewayConfig({ options, env: { ...anyone, ...env }, folder })

/** The configuration of a file with this text. */
function configured(text: string, env: NodeJS.ProcessEnv = {}, name = 'gateway.yaml') {
  writeFileSync(join(folder, name), text)

  return read({ config: name }, env)
}

const minimal = 'supergraph: { file: graph.graphql }\n'
/** Tokens are a matter of their own. */
const anyone = { PACTWORK_GATEWAY_TRUST_ISSUERS: '[{ jwksUrl: "https://issuer.test/keys" }]' }

describe('settings', () => {
  test('a supergraph is enough', () => {
    const config = read({ supergraph: 'graph.graphql' })

    expect(config).toMatchObject({ port: 4000, open: false, development: false, drainMs: 10_000 })
    expect(config.supergraph).toMatchObject({
      file: join(folder, 'graph.graphql'),
      watch: true,
      lints: 'warn',
    })
  })

  test('without a supergraph nothing is served', () => {
    expect(() => read({})).toThrow('There is no supergraph to serve')
  })

  test('a file and a URL are one too many', () => {
    expect(() => configured('supergraph: { file: a.graphql, url: "http://x.test/y" }')).toThrow(
      'Two supergraphs are named',
    )
  })

  test('the command line beats the environment, which beats the file', () => {
    const options = { config: 'gateway.yaml', port: 3 }
    writeFileSync(join(folder, 'gateway.yaml'), `${minimal}port: 1\ndrainMs: 1\nname: file\n`)
    const env = { PACTWORK_GATEWAY_PORT: '2', PACTWORK_GATEWAY_DRAIN_MS: '2' }

    expect(read(options, env)).toMatchObject({ port: 3, drainMs: 2, name: 'file' })
  })

  test('a supergraph on the command line replaces that of the file, whichever kind it is', () => {
    writeFileSync(join(folder, 'gateway.yaml'), 'supergraph: { file: a.graphql, lints: refuse }')
    const options = { config: 'gateway.yaml', supergraph: 'https://registry.test/graph' }
    const { supergraph } = read(options)

    expect(supergraph).toMatchObject({ url: 'https://registry.test/graph', lints: 'refuse' })
    expect(supergraph.file).toBeUndefined()
  })

  test('a file named by the environment takes the place of a URL', () => {
    const env = { PACTWORK_GATEWAY_SUPERGRAPH_FILE: 'g.graphql' }
    expect(configured('supergraph: { url: "http://x.test/y" }', env).supergraph).toMatchObject({
      file: join(folder, 'g.graphql'),
    })
  })

  test('what is left empty counts as not there', () => {
    expect(configured(`${minimal}host:\nname: \${NOTHING:-}\ncache:\n`)).toMatchObject({ name: 'gateway' })
  })

  test('JSON is read as well', () => {
    expect(configured('{"supergraph": {"file": "g.graphql"}, "port": 4321}', {}, 'gateway.json').port).toBe(
      4321,
    )
  })

  test('paths of the file are relative to it', () => {
    expect(configured(`${minimal}signing: { keysDir: keys }`).signing.keysDir).toBe(join(folder, 'keys'))
    writeFileSync(join(folder, 'gateway.yaml'), `${minimal}trust: { issuers: [{ jwksFile: keys.json }] }`)
    const { trust } = gatewayConfig({ options: { config: 'gateway.yaml' }, env: {}, folder })
    expect(trust.issuers[0]?.jwksFile).toBe(join(folder, 'keys.json'))
  })
})

describe('what is wrong is named with its place', () => {
  test.each([
    ['an unknown key', 'prot: 1\n', 'gateway.yaml:2:1: prot: there is no such setting.'],
    [
      'an unknown key of a section',
      'people:\n  persona: [x]\n',
      'gateway.yaml:3:3: people.persona: there is no such setting.',
    ],
    ['an unknown section', 'kache:\n  on: true\n', 'gateway.yaml:2:1: kache: there is no such setting.'],
    [
      'a wrong type',
      'drainMs: soon\n',
      'gateway.yaml:2:1: drainMs: invalid input: expected number, received string.',
    ],
    [
      'a number out of bounds',
      'port: 70000\n',
      'gateway.yaml:2:1: port: too big: expected number to be <=65535.',
    ],
    [
      'a list in place of a section',
      'people: [a]\n',
      'gateway.yaml:2:1: people: invalid input: expected object',
    ],
    [
      'an item of a list',
      'people:\n  personas: [a, 1]\n',
      'gateway.yaml:3:17: people.personas.1: invalid input',
    ],
    ['a wrong URL', 'subgraphs:\n  things: nowhere\n', 'gateway.yaml:3:3: subgraphs.things: invalid URL.'],
    ['broken YAML', 'people: [a\n', 'gateway.yaml:3:1: '],
    ['a key given twice', 'port: 1\nport: 2\n', 'gateway.yaml:3:1: Map keys must be unique'],
  ])('%s', (_what, text, sentence) => {
    expect(() => configured(minimal + text)).toThrow(sentence)
  })

  test('all problems at once, one a line', () => {
    const all = (): unknown => configured('prot: 1\ndrainMs: soon\n', { PACTWORK_GATEWAY_PORT: 'x' })

    expect(all).toThrow('PACTWORK_GATEWAY_PORT: port: invalid input: expected number, received string.')
    expect(all).toThrow(/drainMs.*\n.*prot|prot.*\n(.*\n)*.*drainMs/)
  })

  test('a file that is not there', () => {
    expect(() => read({ config: 'none.yaml' })).toThrow(
      'The configuration file none.yaml cannot be read: there is no such file.',
    )
  })
})

describe('the environment', () => {
  const told = (env: NodeJS.ProcessEnv) => read({ supergraph: 'g.graphql' }, env)

  test('has a variable for every setting, in its own type', () => {
    expect(
      told({
        PACTWORK_GATEWAY_SUPERGRAPH_WATCH: 'off',
        PACTWORK_GATEWAY_SUPERGRAPH_POLL_SECONDS: '0.5',
        PACTWORK_GATEWAY_PEOPLE_TENANTS: 'nordwind, suedlicht',
        PACTWORK_GATEWAY_SUBGRAPHS: '{things: "http://127.0.0.1:1/graphql"}',
        PACTWORK_GATEWAY_OBSERVE_OPERATION_NAMES: '12',
      }),
    ).toMatchObject({
      supergraph: { watch: false, pollSeconds: 0.5 },
      people: { tenants: ['nordwind', 'suedlicht'] },
      subgraphs: { things: 'http://127.0.0.1:1/graphql' },
      observe: { operationNames: 12 },
    })
  })

  test('knows what every process of Pactwork is told', () => {
    expect(told({ PACTWORK_PORT: '4444', PACTWORK_PROCESS: 'front' })).toMatchObject({
      port: 4444,
      name: 'front',
    })
  })

  test('refuses what looks like a setting and is none', () => {
    expect(() => told({ PACTWORK_GATEWAY_SUPERGRAPH_POLL: '3' })).toThrow(
      'PACTWORK_GATEWAY_SUPERGRAPH_POLL is no setting of the gateway; did you mean PACTWORK_GATEWAY_SUPERGRAPH_POLL_SECONDS?',
    )
  })

  test('does not mind what other processes are told, nor what is empty', () => {
    expect(told({ PACTWORK_GATEWAY_URL: 'http://x.test', PACTWORK_GATEWAY_PORT: '' }).port).toBe(4000)
  })

  test('fills the references of the file', () => {
    const text = `${minimal}port: \${MY_PORT:-4001}\nsubgraphsAt: "\${BASE}/{name}"\nname: \${A:-\${B:-both missing}}\n`

    expect(configured(text, { BASE: 'http://x.test' })).toMatchObject({ port: 4001, name: 'both missing' })
    expect(configured(text, { BASE: 'http://x.test', MY_PORT: '4002', B: 'b' })).toMatchObject({
      port: 4002,
      name: 'b',
    })
    expect(() => configured(text)).toThrow('gateway.yaml:3:14: BASE is not set in the environment.')
  })

  test('does not become structure by a reference', () => {
    expect(configured(`${minimal}name: \${X}\n`, { X: 'a: {b: c}' }).name).toBe('a: {b: c}')
  })
})

describe('modes', () => {
  test('without tokens and without --open nobody could ask anything', () => {
    expect(() => gatewayConfig({ options: { supergraph: 'g.graphql' }, env: {}, folder })).toThrow(
      'configure trust.issuers, or start with --open',
    )
  })

  const open = { supergraph: 'g.graphql', open: true }

  test('open is development unless said otherwise', () => {
    expect(gatewayConfig({ options: open, env: {}, folder }).development).toBe(true)
    expect(
      gatewayConfig({ options: open, env: { PACTWORK_GATEWAY_DEVELOPMENT: 'off' }, folder }).development,
    ).toBe(false)
  })

  test('open is refused in production unless it is meant', () => {
    const env = { NODE_ENV: 'production' }
    expect(() => gatewayConfig({ options: open, env, folder })).toThrow('NODE_ENV is production')

    const meant = gatewayConfig({
      options: open,
      env: { ...env, PACTWORK_GATEWAY_OPEN_IN_PRODUCTION: 'on' },
      folder,
    })
    expect(meant).toMatchObject({ open: true, development: false })
  })

  test('development is refused in production', () => {
    const options = { supergraph: 'g.graphql', development: true }
    expect(() => gatewayConfig({ options, env: { NODE_ENV: 'production' }, folder })).toThrow(
      'NODE_ENV is production',
    )
  })
})

describe('where a subgraph is called', () => {
  const given = 'http://given.test/graphql'

  test('its variable, its setting, the pattern for all, the supergraph, in this order', () => {
    const pattern = 'subgraphsAt: "http://all.test/{name}/graphql"\n'
    const single = 'subgraphs: { big-things: "http://single.test/" }\n'
    const url = (text: string, env = {}) => configured(minimal + text, env).subgraphUrl('big-things', given)

    expect(url('')).toBe(given)
    expect(url(pattern)).toBe('http://all.test/big-things/graphql')
    expect(url(pattern + single)).toBe('http://single.test')
    expect(url(pattern + single, { PACTWORK_BIG_THINGS_URL: 'http://env.test/x' })).toBe('http://env.test/x')
  })
})
