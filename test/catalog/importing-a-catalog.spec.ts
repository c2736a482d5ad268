import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Data, GraphClient } from '../stack/graph-client.ts'
import { askSubgraph } from '../support/graph.ts'
import type { Tenant } from '../stack/tenants.ts'
import { confirmAll, edited, type Files, importing, newTenant, offeringNamed, sampleFiles } from './tenant.ts'

let files: Files
beforeAll(async () => {
  files = await sampleFiles()
})

const day = '2026-10-01'
const snapshotOf = async (tenant: Tenant, offeringId: string, more: Data = {}): Promise<Data> => {
  const { data, errors } = await askSubgraph(
    'port',
    tenant.id,
    'catalog',
    `query ($id: ID!, $day: Date!, $acceptedUnder: String) {
       offeringSnapshot(offeringId: $id, businessDate: $day, acceptedUnder: $acceptedUnder) {
         offeringId offeringVersion catalogVersion publicationHash constraintSetHash orderable decision reasons { code }
         prices { priceType amount } decomposition { capability responsibleSystem dependsOn }
       } }`,
    { id: offeringId, day, ...more },
  )
  if (errors) throw new Error(JSON.stringify(errors))

  return data['offeringSnapshot']
}

const reasons = ({ reasons: all }: Data): string[] => all.map(({ code }: Data) => code)

describe('a catalog from import to sale', () => {
  let tenant: Tenant
  let manager: GraphClient
  let first: Data
  let tracking: Data

  beforeAll(async () => {
    tenant = await newTenant()
    manager = await tenant.as('catalog-manager')
    first = await importing(manager, files)
    tracking = await offeringNamed(manager, 'Live Cargo Tracking')
  })

  test('CAT-02 CAT-03 an import makes a publication with a label and a hash', () => {
    expect(first).toMatchObject({
      report: { outcome: 'PUBLISHED' },
      publication: {
        catalogVersion: expect.stringMatching(/^\d{4}\.\d{2}\.\d{2}-v1$/),
        publicationHash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        offeringCount: 13,
        sellableCount: 1,
        cause: 'IMPORT',
      },
    })
  })

  test('an offering whose links are only inferred is shown and not sellable, with that reason', () => {
    expect(tracking).toMatchObject({ sellable: false, orderable: false })
    expect(reasons(tracking)).toContain('LINK_NOT_CONFIRMED')
  })

  test('the same files again make no new publication', async () => {
    const again = await importing(manager, files.toReversed())

    expect(again).toMatchObject({
      report: { outcome: 'UNCHANGED' },
      publication: { id: first['publication'].id },
    })
  })

  test('confirmed links make it sellable in a publication of its own, and a re-import keeps them', async () => {
    const confirmed = await confirmAll(manager)

    expect(confirmed).toMatchObject({
      publication: {
        cause: 'CONFIRMATION',
        catalogVersion: expect.stringMatching(/-v2$/),
        sellableCount: 10,
      },
    })
    expect(await offeringNamed(manager, 'Live Cargo Tracking')).toMatchObject({
      id: tracking['id'],
      sellable: true,
    })
    expect(await importing(manager, files)).toMatchObject({
      report: { outcome: 'UNCHANGED' },
      publication: { id: confirmed['publication'].id },
    })
  })

  test('one changed price makes one publication, whose diff shows it; what was inferred stays confirmed', async () => {
    const before = await snapshotOf(tenant, tracking['id'])
    await importing(
      manager,
      edited(files, 'live-tracking-price.json', (payload) => {
        payload['price'].value = 19.75
      }),
    )
    const { currentCatalogPublication: current } = await manager.data(
      '{ currentCatalogPublication { catalogVersion changes { kind resourceType key path was is } } }',
    )
    const after = await snapshotOf(tenant, tracking['id'])

    expect(current.changes).toEqual([
      {
        kind: 'CHANGED',
        resourceType: 'ProductOfferingPrice',
        key: 'Live Cargo Tracking - Monthly Subscription',
        path: 'amount',
        was: '18.5',
        is: '19.75',
      },
    ])
    expect(after['prices']).toContainEqual({ priceType: 'RECURRING', amount: '19.75' })
    expect(after).toMatchObject({ constraintSetHash: before['constraintSetHash'], orderable: true })
  })

  test('CAT-04 a former publication still says what it said', async () => {
    const { catalogPublications } = await manager.data(
      '{ catalogPublications { nodes { catalogVersion current sellableCount } } }',
    )

    expect(catalogPublications.nodes.map((one: Data) => [one['current'], one['sellableCount']])).toEqual([
      [true, 10],
      [false, 10],
      [false, 1],
    ])
  })

  test('CAT-09 what the catalog drops is not orderable anew and grandfathered where it was accepted', async () => {
    const { catalogVersion: acceptedUnder } = await snapshotOf(tenant, tracking['id'])
    await importing(
      manager,
      files.filter(
        ({ path }) => !path.startsWith('live-tracking') && path !== 'humidity-watch-offering.json',
      ),
    )

    expect(await snapshotOf(tenant, tracking['id'])).toBeNull()
    expect(await snapshotOf(tenant, tracking['id'], { acceptedUnder })).toMatchObject({
      catalogVersion: acceptedUnder,
      decision: 'GRANDFATHERED',
    })
    const { productOffering } = await manager.data(
      `query ($id: ID!) { productOffering(id: $id) { sellable reasons { code } } }`,
      {
        id: tracking['id'],
      },
    )
    expect(reasons(productOffering)).toContain('OFFERING_WITHDRAWN')
  })
})

describe('an offering on a business date', () => {
  test('that is expired cannot be ordered, with that reason', async () => {
    const tenant = await newTenant()
    const manager = await tenant.as('catalog-manager')
    await importing(manager, files)
    await confirmAll(manager)
    const dryIce = await offeringNamed(manager, 'Dry Ice Replenishment')

    expect(await snapshotOf(tenant, dryIce['id'])).toMatchObject({
      orderable: false,
      reasons: [{ code: 'OFFERING_EXPIRED' }],
    })
    expect(await snapshotOf(tenant, dryIce['id'], { day: '2025-12-31' })).toMatchObject({
      orderable: true,
      reasons: [],
    })
  })
})

describe('what is refused', () => {
  test('an error in one file blocks the whole import, and the report says where', async () => {
    const manager = await (await newTenant()).as('catalog-manager')
    const broken = [...files, { path: 'broken.json', text: '{"@type":"Category","name":"A","name":"B"}' }]
    const answer = await manager.run('importCatalog', { files: broken })
    const { currentCatalogPublication } = await manager.data('{ currentCatalogPublication { id } }')

    expect(answer).toMatchObject({
      __typename: 'CatalogImportBlocked',
      code: 'CATALOG_IMPORT_BLOCKED',
      violations: [{ code: 'DUPLICATE_KEY', path: 'broken.json#/name', severity: 'ERROR' }],
    })
    expect(currentCatalogPublication).toBeNull()
  })

  test('files without an offering are no catalog', async () => {
    const manager = await (await newTenant()).as('catalog-manager')

    expect(await manager.run('importCatalog', { files: [] })).toMatchObject({ code: 'CATALOG_EMPTY' })
  })

  test('links of a publication that is not the one in force, or that need no confirmation', async () => {
    const manager = await (await newTenant()).as('catalog-manager')
    const linkIds = ['sha256:none']
    expect(await manager.run('confirmLinks', { publicationHash: 'sha256:0', linkIds })).toMatchObject({
      code: 'CATALOG_NOT_PUBLISHED',
    })

    const { publication } = await importing(manager, files)
    expect(await manager.run('confirmLinks', { publicationHash: 'sha256:0', linkIds })).toMatchObject({
      code: 'PUBLICATION_NOT_CURRENT',
    })
    expect(
      await manager.run('confirmLinks', { publicationHash: publication.publicationHash, linkIds }),
    ).toMatchObject({ code: 'LINK_NOT_INFERRED' })
  })

  test('importing as anyone but a catalog manager', async () => {
    const sales = await (await newTenant()).as('sales')
    const answer = await sales.ask(
      `mutation ($input: ImportCatalogInput!, $key: ID!) { importCatalog(input: $input, idempotencyKey: $key) { __typename } }`,
      { input: { files: [] }, key: 'a' },
    )

    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'DENIED' })
  })

  test('another tenant sees nothing of it', async () => {
    const [mine, theirs] = await Promise.all([newTenant(), newTenant()])
    const manager = await mine.as('catalog-manager')
    await importing(manager, files)
    const { id } = await offeringNamed(manager, 'Live Cargo Tracking')
    const seen = await (
      await theirs.as('catalog-manager')
    ).data(
      'query ($id: ID!) { productOffering(id: $id) { id } productOfferings { nodes { id } } currentCatalogPublication { id } }',
      { id },
    )

    expect(seen).toEqual({
      productOffering: null,
      productOfferings: { nodes: [] },
      currentCatalogPublication: null,
    })
  })
})

test('twenty imports of one folder at once make one publication', async () => {
  const manager = await (await newTenant()).as('catalog-manager')
  const answers = await Promise.all(Array.from({ length: 20 }, () => importing(manager, files)))
  const { catalogPublications } = await manager.data('{ catalogPublications { nodes { id } } }')

  expect(catalogPublications.nodes).toHaveLength(1)
  expect(new Set(answers.map(({ publication }) => publication.id)).size).toBe(1)
  expect(answers.filter(({ report }) => report.outcome === 'PUBLISHED')).toHaveLength(1)
})
