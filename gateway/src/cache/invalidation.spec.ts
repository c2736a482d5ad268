import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { buildSchema, getNamedType, isObjectType } from 'graphql'
import { readHints } from './hints.ts'
import { endedBy } from './invalidation.ts'
import { cacheSettings } from './settings.ts'

const { invalidates } = cacheSettings.parse({})
const event = (type: string, tenantId: unknown = 'ten_1') => JSON.stringify({ type, tenantId, payload: {} })

describe('an event', () => {
  test('ends what its tenant has of the types it is about', () => {
    expect(endedBy(invalidates, 'pactwork.catalog.catalog.v1', event('CatalogVersionPublished'))).toEqual({
      tenant: 'ten_1',
      types: ['ProductOffering', 'ProductOfferingConnection'],
    })
  })

  test('of another type or topic, or that cannot be read, ends nothing', () => {
    const of = (topic: string, text: string) => endedBy(invalidates, topic, text)

    expect(of('pactwork.catalog.catalog.v1', event('SomethingElse'))).toBeUndefined()
    expect(of('pactwork.other.v1', event('CatalogVersionPublished'))).toBeUndefined()
    expect(of('pactwork.catalog.catalog.v1', event('CatalogVersionPublished', 7))).toBeUndefined()
    expect(of('pactwork.catalog.catalog.v1', '{')).toBeUndefined()
  })
})

test('everything in the graph that may be kept is ended by some event', () => {
  const file = new URL('../../../contracts/graph/supergraph.graphql', import.meta.url)
  const sdl = readFileSync(file, 'utf8')
  const hints = readHints(sdl)
  const ended = new Set(invalidates.flatMap(({ ends }) => ends))
  const kept = Object.values(buildSchema(sdl, { assumeValid: true }).getTypeMap())
    .filter((type) => isObjectType(type))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => (hints.field(type.name, field.name)?.maxAge ?? 0) > 0)
        .map((field) => (type.name === 'Query' ? getNamedType(field.type).name : type.name)),
    )

  expect(kept.length).toBeGreaterThan(10)
  expect(kept.filter((type) => !ended.has(type))).toEqual([])
})
