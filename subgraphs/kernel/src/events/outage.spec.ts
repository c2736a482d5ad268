import { describe, expect, test } from '@jest/globals'
import { UnitOfWorkEnded } from '../database.ts'
import { EvidenceUnavailable, Fault } from '../errors.ts'
import { isOutage, Outage } from './outage.ts'

const coded = (code: string): Error => Object.assign(new Error(code), { code })

describe('what is away, and what can never be handled', () => {
  test.each([
    ['said so', new Outage('the engine is away')],
    ['a port', new EvidenceUnavailable('catalog', new Error('timeout'))],
    ['a fault', new Fault('the engine answered 503')],
    ['a refused connection', coded('ECONNREFUSED')],
    ['a server that shuts down', coded('57P01')],
    ['a server that is full', coded('53300')],
    ['a deadlock', coded('40P01')],
    ['a table that a migration still owes', coded('42P01')],
    ['a connection that Prisma could not get', coded('P2024')],
    ['a unit of work that ran out of time', new UnitOfWorkEnded()],
    ['a lost connection', new Error('Connection terminated unexpectedly')],
    ['wrapped', new Error('outer', { cause: new TypeError('fetch failed', { cause: coded('ECONNRESET') }) })],
  ])('EVT-08 %s is an outage', (_what, error) => {
    expect(isOutage(error)).toBe(true)
  })

  test.each([
    ['a bug', new TypeError('x is not a function')],
    ['a broken constraint', coded('23505')],
    ['a value that does not fit', coded('22003')],
    ['something that is no error', 'text'],
  ])('%s is none', (_what, error) => {
    expect(isOutage(error)).toBe(false)
  })
})
