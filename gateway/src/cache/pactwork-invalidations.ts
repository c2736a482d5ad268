import { catalogEvents } from '@pactwork/contracts/events/catalog'
import type { EventDefinition } from '@pactwork/contracts/events/define'

const ended = ({ topic, type }: EventDefinition, ...ends: readonly string[]) => ({ topic, event: type, ends })

/** Which of Pactwork's events end which answers; a test holds it against the hints in the graph. */
export const pactworkInvalidations = [
  ended(catalogEvents.CatalogVersionPublished, 'ProductOffering', 'ProductOfferingConnection'),
]
