import { finding, type Finding, type Place } from './finding.ts'
import { atPath, type JsonObject } from './json-value.ts'
import type { Payloads, ReferencePayload } from './payload.ts'
import { readCharacteristics } from './read.characteristic.ts'
import { readCharge } from './read.price.ts'
import { relationshipKind } from './relationship-kind.ts'
import { type Offering, type Reference, type Resource, type ResourceType, unversioned } from './resource.ts'

type Made<One = Resource> = { resource: One; findings: Finding[] }

/** A payload that passed its schema as one of our resources. */
export function asResource<Type extends ResourceType>(
  type: Type,
  payload: Payloads[Type],
  given: JsonObject,
  place: Place,
): Made {
  const make: { [Each in ResourceType]: (payload: Payloads[Each]) => Made } = {
    Catalog: (one) => ({ resource: { type: 'Catalog', ...common(one, place) }, findings: [] }),
    Category: (one) => ({ resource: { type: 'Category', ...common(one, place) }, findings: [] }),
    ProductSpecification: (one) => specification(one, place),
    ProductOffering: (one) => offering(one, place),
    ProductOfferingPrice: (one) => price(one, given, place),
  }

  return make[type](payload)
}

function common(one: Payloads['Category'], place: Place) {
  const { id, name, description, productNumber, lifecycleStatus } = one

  return {
    key: productNumber ?? name,
    version: one.version ?? unversioned,
    name,
    ...(description !== undefined && { description }),
    ...(id !== undefined && { id }),
    ...(productNumber !== undefined && { productNumber }),
    ...(lifecycleStatus !== undefined && { lifecycleStatus }),
    validity: one.validFor ?? {},
    place,
  }
}

function specification(one: Payloads['ProductSpecification'], place: Place): Made {
  const read = readCharacteristics(
    one.productSpecCharacteristic ?? [],
    inside(place, 'productSpecCharacteristic'),
  )

  return {
    resource: { type: 'ProductSpecification', ...common(one, place), characteristics: read.characteristics },
    findings: read.findings,
  }
}

function offering(one: Payloads['ProductOffering'], place: Place): Made<Offering> {
  const read = readCharacteristics(one.prodSpecCharValueUse ?? [], inside(place, 'prodSpecCharValueUse'))
  const at = (name: string): string => atPath(place.path, name)
  const related = one.productOfferingRelationship ?? []
  const relationships = related.flatMap((each, index) => {
    const kind = relationshipKind(each.relationshipType)

    return kind ? [{ ...reference(each, atPath(at('productOfferingRelationship'), index)), kind }] : []
  })

  return {
    resource: {
      type: 'ProductOffering',
      ...common(one, place),
      isSellable: one.isSellable ?? true,
      isBundle: one.isBundle === true || (one.bundledProductOffering ?? []).length > 0,
      ...(one.productSpecification && {
        specification: reference(one.productSpecification, at('productSpecification')),
      }),
      categories: references(one.category, at('category')),
      prices: references(one.productOfferingPrice, at('productOfferingPrice')),
      relationships,
      characteristics: read.characteristics,
    },
    findings: [
      ...read.findings,
      ...ignoredRelationships(related, inside(place, 'productOfferingRelationship')),
    ],
  }
}

function price(one: Payloads['ProductOfferingPrice'], given: JsonObject, place: Place): Made {
  const charge = readCharge(one, given, place)

  return {
    resource: {
      type: 'ProductOfferingPrice',
      ...common(one, place),
      ...charge.charge,
      offerings: references(one.productOffering, atPath(place.path, 'productOffering')),
    },
    findings: charge.findings,
  }
}

function ignoredRelationships(
  related: readonly { relationshipType?: string | undefined }[],
  place: Place,
): Finding[] {
  return related.flatMap(({ relationshipType }, index) =>
    relationshipKind(relationshipType)
      ? []
      : [
          finding(
            'RELATIONSHIP_IGNORED',
            { ...place, path: atPath(place.path, index) },
            `A relationship of the type "${relationshipType ?? ''}" neither requires nor excludes.`,
          ),
        ],
  )
}

const references = (given: readonly ReferencePayload[] | undefined, path: string): Reference[] =>
  (given ?? []).map((one, index) => reference(one, atPath(path, index)))

const reference = ({ id, productNumber, name, version }: ReferencePayload, path: string): Reference => ({
  ...(id !== undefined && { id }),
  ...(productNumber !== undefined && { productNumber }),
  ...(name !== undefined && { name }),
  ...(version !== undefined && { version }),
  path,
})

const inside = (place: Place, name: string): Place => ({ ...place, path: atPath(place.path, name) })
