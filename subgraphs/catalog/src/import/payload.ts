import { z } from 'zod'
import { number, text, validity, value, whole } from './payload.fields.ts'

/** TMF620 v4 as far as Pactwork uses it. What an object may hold besides stands in `payload.attributes.ts`. */

const flag = z.boolean('must be true or false')

const reference = z.object({
  id: text.optional(),
  productNumber: text.optional(),
  name: text.optional(),
  version: text.optional(),
})
const oneOrMany = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(item)).optional()

const relationship = reference.extend({ relationshipType: z.string().optional() })

const characteristicValue = z.object({
  isDefault: flag.optional(),
  value: value.optional(),
  valueFrom: number.optional(),
  valueTo: number.optional(),
  rangeInterval: z.string().optional(),
  unitOfMeasure: text.optional(),
  regex: z.string().optional(),
})

const characteristic = z.object({
  name: text,
  description: z.string().optional(),
  valueType: z.string().optional(),
  minCardinality: whole(0, 1000).optional(),
  maxCardinality: whole(0, 1000).optional(),
  configurable: flag.optional(),
  regex: z.string().optional(),
  productSpecCharacteristicValue: z.array(characteristicValue).optional(),
  productSpecCharRelationship: z.array(relationship).optional(),
})

const common = {
  id: text.optional(),
  name: text,
  description: z.string().optional(),
  version: text.optional(),
  productNumber: text.optional(),
  lifecycleStatus: z.string().optional(),
  validFor: validity.optional(),
}

export const payloads = {
  Catalog: z.object(common),
  Category: z.object(common),
  ProductSpecification: z.object({
    ...common,
    productSpecCharacteristic: z.array(characteristic).optional(),
  }),
  ProductOffering: z.object({
    ...common,
    isSellable: flag.optional(),
    isBundle: flag.optional(),
    productSpecification: reference.optional(),
    category: oneOrMany(reference),
    productOfferingPrice: oneOrMany(reference),
    productOfferingRelationship: oneOrMany(relationship),
    bundledProductOffering: oneOrMany(reference),
    prodSpecCharValueUse: z.array(characteristic).optional(),
  }),
  ProductOfferingPrice: z.object({
    ...common,
    priceType: z.string().optional(),
    recurringChargePeriodType: z.string().optional(),
    recurringChargePeriodLength: whole(1, 1200).optional(),
    isBundle: flag.optional(),
    price: z.object({ unit: z.string().optional(), value: number.optional() }).optional(),
    percentage: number.optional(),
    unitOfMeasure: z.object({ amount: number.optional(), units: z.string().optional() }).optional(),
    productOffering: oneOrMany(reference),
  }),
}

export type Payloads = { [Type in keyof typeof payloads]: z.infer<(typeof payloads)[Type]> }
export type CharacteristicPayload = z.infer<typeof characteristic>
export type ReferencePayload = z.infer<typeof reference>
