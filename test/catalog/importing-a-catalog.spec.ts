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

describe('what the graph shows', () => {
  let tenant: Tenant
  let sales: GraphClient
  beforeAll(async () => {
    tenant = await newTenant()
    const manager = await tenant.as('catalog-manager')
    await importing(manager, files)
    await confirmAll(manager)
    sales = await tenant.as('sales')
  })

  test('CAT-01 an offering has everything that makes it sellable, each part with an id that stays', async () => {
    const { id } = await offeringNamed(sales, 'Live Cargo Tracking Fleet')
    const document = `query ($id: ID!) { productOffering(id: $id) {
      specification { id name productNumber } categories { id name } rules { scope kind target targetOfferingId }
      characteristics { name valueType maxCardinality values { value valueFrom valueTo isDefault } }
      prices { id priceType period periodLength price { amount currency } }
      decomposition { id capability responsibleSystem dependsOn origin } } }`
    const { productOffering } = await sales.data(document, { id })
    await importing(
      await tenant.as('catalog-manager'),
      edited(files, 'insurance-price.json', (payload) => {
        payload['price'].value = 53
      }),
    )

    expect(productOffering).toMatchObject({
      specification: { name: 'Cargo Tracker', productNumber: 'CT-100' },
      categories: [{ name: 'Cargo Monitoring' }],
      rules: [
        {
          scope: 'OFFERING',
          kind: 'EXCLUDES',
          target: 'Live Cargo Tracking',
          targetOfferingId: expect.stringMatching(/^off_/),
        },
      ],
      prices: [
        {
          priceType: 'RECURRING',
          period: 'MONTH',
          periodLength: 1,
          price: { amount: '14.9', currency: 'EUR' },
        },
      ],
      decomposition: [
        { capability: 'RESERVE', responsibleSystem: 'INVENTORY', dependsOn: [], origin: 'DEFAULT' },
        {
          capability: 'ACTIVATE',
          responsibleSystem: 'PROVISIONING',
          dependsOn: ['RESERVE'],
          origin: 'DEFAULT',
        },
      ],
    })
    expect(productOffering.characteristics).toContainEqual({
      name: 'Reporting Interval',
      valueType: 'NUMBER',
      maxCardinality: 1,
      values: [
        { value: '5', valueFrom: null, valueTo: null, isDefault: true },
        { value: '15', valueFrom: null, valueTo: null, isDefault: false },
      ],
    })
    expect(await sales.data(document, { id })).toEqual({ productOffering })
  })

  test('offerings are listed by what can be sold and by how their name begins, page by page', async () => {
    const document = `query ($filter: ProductOfferingFilter, $first: Int, $after: Cursor) {
      productOfferings(filter: $filter, first: $first, after: $after) { nodes { name sellable } pageInfo { hasNextPage endCursor } } }`
    const list = async (variables: Data) => (await sales.data(document, variables))['productOfferings']
    const named = await list({ filter: { text: 'REEFER container' } })
    const unsold = await list({ filter: { sellable: false } })
    const first = await list({ first: 9 })
    const rest = await list({ first: 9, after: first.pageInfo.endCursor })

    expect(named.nodes.map((one: Data) => one['name']).toSorted()).toEqual([
      'Reefer Container Lease',
      'Reefer Container Lease Pharma',
    ])
    expect(unsold.nodes).toHaveLength(3)
    expect(first.pageInfo.hasNextPage).toBe(true)
    expect([...first.nodes, ...rest.nodes]).toHaveLength(13)
    expect(rest.pageInfo.hasNextPage).toBe(false)
  })

  test('a publication names a day on which it can be ordered from, and its import report stays', async () => {
    const manager = await tenant.as('catalog-manager')
    const { catalogPublications } = await manager.data(
      '{ catalogPublications { nodes { id cause orderableDay(near: "2035-01-01") } } }',
    )
    const imported = catalogPublications.nodes.findLast(({ cause }: Data) => cause === 'IMPORT')
    const { importReport } = await manager.data(
      'query ($id: ID!) { importReport(publicationId: $id) { outcome fileCount errorCount findings { code file path action severity } } }',
      { id: imported.id },
    )

    expect(catalogPublications.nodes[0].orderableDay).toBe('2027-06-30')
    expect(importReport).toMatchObject({ outcome: 'PUBLISHED', fileCount: files.length, errorCount: 0 })
    expect(importReport.findings).toContainEqual({
      code: 'AMBIGUOUS_LINK',
      file: 'insurance-price.json',
      path: '',
      action: 'Nothing was linked.',
      severity: 'WARNING',
    })
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
