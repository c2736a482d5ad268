import { getNamedType } from 'graphql'
import { supergraph, type IdPath, type RootField } from './graph.ts'

/** What an argument of this name identifies, wherever it stands: a type of the graph, or a thing inside one. */
const byName: Readonly<Record<string, string>> = {
  about: 'Quote',
  approvalId: 'ApprovalRequest',
  assigneeId: 'User',
  by: 'Salesperson',
  caseId: 'FalloutCase',
  companionOfferingIds: 'ProductOffering',
  configurationId: 'Configuration',
  customerId: 'Customer',
  domainId: 'Quote',
  ids: 'ProductOffering',
  itemId: 'FulfillmentItem',
  lineId: 'QuoteLine',
  lineRef: 'QuoteLine',
  linkIds: 'CatalogLink',
  offeringId: 'ProductOffering',
  orderId: 'Order',
  ownerId: 'Salesperson',
  priceResultId: 'PriceResult',
  processCorrelationId: 'ProcessCorrelation',
  processId: 'ProcessCorrelation',
  publicationId: 'CatalogPublication',
  quoteId: 'Quote',
  siteId: 'Site',
  subjectId: 'Quote',
  tenantId: 'Tenant',
  tokenId: 'Token',
  userId: 'User',
  userIds: 'User',
  workItemId: 'WorkItem',
}

/** Where a name means something else than elsewhere. */
const byPlace: Readonly<Record<string, string>> = {
  'configurationSnapshot.id': 'Configuration',
  'importReport.publicationId': 'ImportedPublication',
  'recordApprovalRequirement.input.quoteId': 'SubmittedQuote',
  'requestReservation.input.lineId': 'OrderLine',
}

/** Kinds that are no type of the graph. */
const besides = new Set(['Token', 'Salesperson', 'ImportedPublication', 'SubmittedQuote'])

export const placeOf = (field: RootField, path: IdPath): string => [field.name, ...path].join('.')

/** The kind of thing that an argument names; undefined when nobody has said so. */
export function kindOf(field: RootField, path: IdPath): string | undefined {
  const name = path.at(-1) ?? ''
  const kind = byPlace[placeOf(field, path)] ?? (name === 'id' ? getNamedType(field.type).name : byName[name])

  return kind !== undefined && (supergraph.getType(kind) || besides.has(kind)) ? kind : undefined
}

/** The sentence for whoever adds a field and forgets its probe. */
export const unknownKind = (field: RootField, path: IdPath): string =>
  `${placeOf(field, path)} takes an id, and nothing says of what: add it to test/security/probes/id-arguments.ts.`

export const noSample = (kind: string, field: string): string =>
  `${field} takes the id of a ${kind}, and the walked journeys have none: let test/security/probes/world.ts collect one.`
