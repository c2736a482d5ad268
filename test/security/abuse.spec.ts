import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { abuseGateway, type AbuseGateway } from './abuse/abuse-gateway.ts'
import type { AbuseCase } from './abuse/case.ts'
import { documentCases } from './abuse/documents.ts'
import { requestCases } from './abuse/requests.ts'
import { send } from './abuse/send.ts'
import { socketCases } from './abuse/sockets.ts'
import { valueCases } from './abuse/values.ts'

const corpus = { documents: documentCases, values: valueCases, requests: requestCases, sockets: socketCases }
const all = Object.values(corpus).flat()

let gateway: AbuseGateway
let heapBefore: number

beforeAll(async () => {
  gateway = await abuseGateway()
  await answersWell()
  heapBefore = heap()
})
afterAll(() => gateway.close())

setFlagsFromString('--expose-gc')
const collectGarbage: unknown = runInNewContext('gc')

/** Bytes that are really in use. */
const heap = (): number => {
  if (typeof collectGarbage !== 'function') throw new Error('Memory cannot be measured here.')
  collectGarbage()
  return process.memoryUsage().heapUsed
}

/** A good operation is answered, with nothing on any prototype that was not there before. */
async function answersWell(): Promise<void> {
  const { status, text } = await send(gateway, { body: { query: '{ me { id name home { name } } }' } })

  expect(JSON.parse(text)).toEqual({ data: { me: { id: '1', name: 'Ada', home: { name: 'London' } } } })
  expect(status).toBe(200)
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(Reflect.get({}, 'admin')).toBeUndefined()
}

/** What may not be told to anybody outside. */
const inside =
  /127\.0\.0\.1|localhost:|\.ts:|node_modules|at \w+ \(|Did you mean|Maximum call stack|subgraph|places/

describe.each(Object.entries(corpus))('SEC-12 abuse by %s', (_, cases) => {
  test.each(cases.map((one): [string, AbuseCase] => [one.name, one]))('%s', async (_name, one) => {
    const before = gateway.asked()
    const { status, text } = await send(gateway, one)
    const answer: unknown = text.startsWith('{') ? JSON.parse(text) : undefined

    expect({ status, code: codeIn(answer) }).toEqual({ status: one.status, code: one.code })
    expect(Reflect.get(Object(answer), 'data')).toBeUndefined()
    expect(text).not.toMatch(inside)
    expect(gateway.asked()).toBe(before)
    await answersWell()
  })
})

test('there are enough of them, each under a name of its own', () => {
  expect(all.length).toBeGreaterThanOrEqual(120)
  for (const cases of Object.values(corpus))
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
})

test('all of them once more, many at once, leave the memory as it was', async () => {
  for (let from = 0; from < all.length; from += 20)
    await Promise.all(all.slice(from, from + 20).map((one) => send(gateway, one)))
  await answersWell()

  const grown = heap() - heapBefore
  expect(grown).toBeLessThan(32 * 1024 * 1024)
})

function codeIn(answer: unknown): unknown {
  const errors = Reflect.get(Object(answer), 'errors')
  const codes = Array.isArray(errors) ? errors.map((error) => error.extensions?.code) : []

  return new Set(codes).size <= 1 ? codes[0] : codes
}
