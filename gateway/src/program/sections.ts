import type { z } from 'zod'
import { observeSettings } from '../observe/settings.ts'
import { programSettings } from './settings.ts'

/** Everything that can be set: the program's own settings and a section for each part of the gateway. */
export const gatewaySettings = programSettings.extend({
  observe: observeSettings.prefault({}),
})

export type GatewaySettings = z.infer<typeof gatewaySettings>
