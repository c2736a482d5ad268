import { beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { newId } from '@pactwork/kernel/ids'
import type { Data } from '../stack/graph-client.ts'
import type { Tenant } from '../stack/tenants.ts'
import { askSubgraph } from '../support/graph.ts'
import { confirmAll, edited, importing, newTenant, offeringNamed, sampleFiles } from './tenant.ts'

let tenant: Tenant
let lease: Data
beforeAll(async () => {
  tenant = await newTenant()
  const manager = await tenant.as('catalog-manager')
  await importing(manager, await sampleFiles())
  await confirmAll(manager)
  lease = await offeringNamed(manager, 'Reefer Container Lease')
})

const fields =
  'id status hash catalogVersion offeringVersion selections { name value origin } violations { code path severity }'

async function evaluate(input: Data, key: string = randomUUID()): Promise<Data> {
  const { data, errors } = await askSubgraph(
    'port',
    tenant.id,
    'configuration',
    `mutation ($input: EvaluateConfigurationInput!, $key: ID!) { evaluateConfiguration(input: $input, idempotencyKey: $key) {
       __typename ... on Rejection { code } ... on EvaluateConfigurationPayload { configuration { ${fields} } } } }`,
    {
      key,
      input: {
        quoteId: newId('quo'),
        lineId: newId('qln'),
        offeringId: lease['id'],
        selections: [],
        quantity: 1,
        ...input,
      },
    },
  )
  if (errors) throw new Error(JSON.stringify(errors))

  return data['evaluateConfiguration'].configuration ?? data['evaluateConfiguration']
}

const choosing = (...chosen: [string, string][]) => chosen.map(([name, value]) => ({ name, value }))

describe('choices judged against the catalog in force', () => {
  test('CFG-02 CFG-07 defaults complete them, and the result names the publication', async () => {
    const made = await evaluate({})

    expect(made).toMatchObject({ status: 'VALID', catalogVersion: lease['catalogVersion'], violations: [] })
    expect(made['selections']).toContainEqual({ name: 'Container Size', value: '20 ft', origin: 'DEFAULT' })
  })

  test('CFG-01 CFG-08 an invalid combination is a result with an explanation', async () => {
    const selections = choosing(['Humidity Control', 'true'], ['Dry Mode', 'Continuous'], ['Set Point', '40'])

    expect(await evaluate({ selections })).toMatchObject({
      status: 'INVALID',
      violations: expect.arrayContaining([
        { code: 'VALUE_NOT_ALLOWED', path: 'selections.Set Point', severity: 'ERROR' },
        { code: 'REQUIRES_CHARACTERISTIC', path: 'selections.Backup Power', severity: 'ERROR' },
        { code: 'EXCLUDES_CHARACTERISTIC', path: 'selections.Dry Mode', severity: 'ERROR' },
      ]),
    })
  })

  test('CFG-05 an override is explicit, and one that overrides nothing is refused', async () => {
    const override = { code: 'VALUE_NOT_ALLOWED', path: 'selections.Set Point', reason: 'Calibrated for it.' }
    const selections = choosing(['Set Point', '40'])

    expect(await evaluate({ selections, overrides: [override] })).toMatchObject({ status: 'VALID' })
    expect(await evaluate({ overrides: [override] })).toMatchObject({ code: 'OVERRIDE_WITHOUT_VIOLATION' })
  })

  test('CFG-03 equal choices hash alike, also after a republication that changes nothing used', async () => {
    const selections = choosing(['Set Point', '-18.0'])
    const before = await evaluate({ selections })
    await importing(
      await tenant.as('catalog-manager'),
      edited(await sampleFiles(), 'insurance-extended-price.json', (payload) => {
        payload['price'].value = 91
      }),
    )
    const after = await evaluate({ selections })

    expect(after['hash']).toBe(before['hash'])
    expect(after['catalogVersion']).not.toBe(before['catalogVersion'])
  })

  test('the same key answers the same configuration', async () => {
    const line = { quoteId: newId('quo'), lineId: newId('qln') }

    expect(await evaluate(line, 'once')).toEqual(await evaluate(line, 'once'))
  })

  test('an offering the catalog does not have is refused', async () => {
    expect(await evaluate({ offeringId: newId('off') })).toMatchObject({ code: 'OFFERING_NOT_IN_CATALOG' })
  })
})

describe('who sees a configuration', () => {
  const query = 'query ($id: ID!) { configuration(id: $id) { id status } }'

  test('staff of the tenant does, another tenant does not', async () => {
    const { id } = await evaluate({ customerId: newId('cus') })
    const other = await newTenant()

    expect(await (await tenant.as('sales')).data(query, { id })).toEqual({
      configuration: { id, status: 'VALID' },
    })
    expect(await (await other.as('sales')).data(query, { id })).toEqual({ configuration: null })
  })

  test('a customer user does not see that of another customer', async () => {
    const { id } = await evaluate({ customerId: newId('cus') })

    expect(await (await tenant.as('customer')).data(query, { id })).toEqual({ configuration: null })
  })
})
