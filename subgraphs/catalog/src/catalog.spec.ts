import { given } from '@pactwork/kernel/testing'
import { describe, test } from '@jest/globals'
import { type Catalog, confirmable, putInForce, type Proposal } from './catalog.ts'

const proposal = (more: Partial<Proposal> = {}): Proposal => ({
  publicationId: 'cat_new',
  publicationHash: 'sha256:new',
  effectiveFrom: '2026-07-01',
  cause: 'IMPORT',
  offeringCount: 2,
  changedOfferings: ['off_1'],
  ...more,
})

const second: Catalog = {
  id: 'cat_tenant',
  version: 2,
  publicationId: 'cat_old',
  number: 2,
  catalogVersion: '2026.06.01-v2',
  publicationHash: 'sha256:old',
}

describe('putting a publication in force', () => {
  test('CAT-03 CAT-05 the first and each later one say what they are', () => {
    given<Catalog | undefined>(undefined).when(putInForce, proposal()).then({
      type: 'CatalogVersionPublished',
      number: 1,
      catalogVersion: '2026.07.01-v1',
      effectiveFrom: '2026-07-01',
    })
    given<Catalog | undefined>(second)
      .when(putInForce, proposal())
      .then({ catalogVersion: '2026.07.01-v3', publicationHash: 'sha256:new', changedOfferings: ['off_1'] })
  })

  test('what equals the one in force is no new one', () => {
    given<Catalog | undefined>(second)
      .when(putInForce, proposal({ publicationHash: 'sha256:old' }))
      .then()
  })

  test('a catalog without offerings is refused', () => {
    given<Catalog | undefined>(undefined)
      .when(putInForce, proposal({ offeringCount: 0 }))
      .rejects('CATALOG_EMPTY')
  })

  test('the event names at most a thousand changed offerings and counts all', () => {
    const changedOfferings = Array.from({ length: 1001 }, (_, index) => `off_${index}`)

    given<Catalog | undefined>(undefined)
      .when(putInForce, proposal({ changedOfferings }))
      .then({ changedOfferings: changedOfferings.slice(0, 1000), changedOfferingCount: 1001 })
  })
})

describe('confirming links', () => {
  const links = [
    { id: 'a', status: 'INFERRED' },
    { id: 'b', status: 'CONFIRMED' },
  ]

  test('of the publication that was seen', () => {
    given(second)
      .when(confirmable, links, { publicationHash: 'sha256:old', linkIds: ['a'] })
      .then()
    given(second)
      .when(confirmable, links, { publicationHash: 'sha256:seen', linkIds: ['a'] })
      .rejects('PUBLICATION_NOT_CURRENT', { catalogVersion: '2026.06.01-v2' })
  })

  test.each(['b', 'nowhere'])('%s is no inferred link', (linkId) => {
    given(second)
      .when(confirmable, links, { publicationHash: 'sha256:old', linkIds: ['a', linkId] })
      .rejects('LINK_NOT_INFERRED', { linkId })
  })
})
