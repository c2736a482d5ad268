import type { CatalogFile } from './read.ts'

/** Small TMF620 payloads for tests: what a test is about is stated by the test. */

type Payload = Record<string, unknown>

export const specification = (name: string, more: Payload = {}): Payload => ({
  '@type': 'ProductSpecification',
  name,
  version: '1.0',
  lifecycleStatus: 'Active',
  ...more,
})

export const offering = (name: string, more: Payload = {}): Payload => ({
  '@type': 'ProductOffering',
  name,
  version: '1.0',
  lifecycleStatus: 'Active',
  isSellable: true,
  productSpecification: { id: 'P-1', name: 'Pump' },
  ...more,
})

export const price = (name: string, more: Payload = {}): Payload => ({
  '@type': 'ProductOfferingPrice',
  name,
  version: '1.0',
  lifecycleStatus: 'Active',
  priceType: 'recurring',
  recurringChargePeriodType: 'monthly',
  recurringChargePeriodLength: 1,
  price: { unit: 'EUR', value: 10 },
  ...more,
})

export const pump = specification('Pump', { productNumber: 'P-1' })

/** One file per payload, named by its place. */
export const filesOf = (...payloads: readonly Payload[]): CatalogFile[] =>
  payloads.map((payload, index) => ({ path: `${index}.json`, text: JSON.stringify(payload) }))
