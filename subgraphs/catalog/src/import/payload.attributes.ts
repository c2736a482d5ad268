import type { ResourceType } from './resource.ts'

const every = 'id href name description version lifecycleStatus lastUpdate validFor'
const words = (text: string): string[] => text.split(' ')

/** The attributes of each TMF620 v4 resource; whatever else a file holds is reported and left out. */
export const attributes: Record<ResourceType, readonly string[]> = {
  Catalog: words(`${every} catalogType category relatedParty`),
  Category: words(`${every} isRoot parentId parent productOffering subCategory`),
  ProductSpecification: words(
    `${every} brand productNumber isBundle attachment bundledProductSpecification productSpecCharacteristic` +
      ' productSpecificationRelationship relatedParty resourceSpecification serviceSpecification' +
      ' targetProductSchema category',
  ),
  ProductOffering: words(
    `${every} isBundle isSellable statusReason productNumber agreement attachment bundledProductOffering category` +
      ' channel marketSegment place prodSpecCharValueUse productOfferingPrice productOfferingRelationship' +
      ' productOfferingTerm productSpecification resourceCandidate serviceCandidate serviceLevelAgreement' +
      ' relatedParty',
  ),
  ProductOfferingPrice: words(
    `${every} isBundle percentage priceType recurringChargePeriodLength recurringChargePeriodType` +
      ' bundledPopRelationship constraint place popRelationship price pricingLogicAlgorithm prodSpecCharValueUse' +
      ' productOfferingTerm tax unitOfMeasure productOffering productNumber',
  ),
}

/** The same for objects that stand inside, by the attribute that holds them. */
export const innerAttributes: Record<string, readonly string[]> = {
  productSpecCharacteristic: words(
    'id name description valueType configurable extensible isUnique minCardinality maxCardinality regex validFor' +
      ' productSpecCharRelationship productSpecCharacteristicValue',
  ),
  prodSpecCharValueUse: words(
    'id name description valueType configurable minCardinality maxCardinality validFor' +
      ' productSpecCharRelationship productSpecCharacteristicValue productSpecification regex',
  ),
  productSpecCharacteristicValue: words(
    'isDefault rangeInterval regex unitOfMeasure validFor value valueFrom valueTo valueType',
  ),
  price: words('unit value'),
  validFor: words('startDateTime endDateTime'),
}

/** Attributes that only one type of resource has: they name a type where the file does not. */
export const telling: Record<ResourceType, readonly string[]> = {
  Catalog: ['catalogType'],
  Category: ['isRoot', 'parentId', 'subCategory'],
  ProductSpecification: ['brand', 'productSpecCharacteristic', 'productSpecificationRelationship'],
  ProductOffering: [
    'isSellable',
    'productSpecification',
    'productOfferingPrice',
    'productOfferingRelationship',
    'statusReason',
    'bundledProductOffering',
  ],
  ProductOfferingPrice: [
    'priceType',
    'price',
    'recurringChargePeriodType',
    'recurringChargePeriodLength',
    'percentage',
    'popRelationship',
    'bundledPopRelationship',
  ],
}

/** What makes a price depend on more than a quantity; such a price is never charged by guess. */
export const priceConditions: readonly string[] = [
  'constraint',
  'pricingLogicAlgorithm',
  'prodSpecCharValueUse',
  'productOfferingTerm',
  'place',
  'bundledPopRelationship',
  'popRelationship',
]

/** Resources that TMF APIs deliver beside a catalog and that a catalog does not need. */
export const beside: readonly string[] = [
  'ServiceSpecification',
  'ResourceSpecification',
  'ServiceCandidate',
  'ResourceCandidate',
  'Organization',
  'Individual',
  'PartyRole',
  'ImportJob',
  'ExportJob',
  'Agreement',
  'GeographicAddress',
  'GeographicSite',
  'Channel',
  'MarketSegment',
  'ProductStock',
  'Promotion',
  'Attachment',
  'Document',
  'ServiceLevelAgreement',
]
