import type { Artifact } from './artifact.ts'
import { asyncApi } from './asyncapi.ts'
import { errorsPage } from './errors-page.ts'
import { eventDefinitions } from './event-definitions.ts'
import { schemaFiles } from './event-schema.ts'
import { eventsPage } from './events-page.ts'
import { gatewaySettingsPage } from './gateway-settings.ts'
import { readers } from './readers.ts'
import { statesPage } from './states-page.ts'
import { transitionTables } from './transition-tables.ts'

/** Every committed file that is made from code, except the supergraph, which the gateway composes. */
export async function artifacts(): Promise<Artifact[]> {
  const events = await eventDefinitions()

  return [
    ...schemaFiles(events),
    asyncApi(events),
    eventsPage(events, readers()),
    errorsPage(),
    gatewaySettingsPage(),
    statesPage(await transitionTables()),
  ]
}
