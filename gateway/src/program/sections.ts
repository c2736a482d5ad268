import type { z } from 'zod'
import { cacheSettings } from '../cache/settings.ts'
import { fetchSettings } from '../fetch/settings.ts'
import { limitsSettings } from '../limits/settings.ts'
import { observeSettings } from '../observe/settings.ts'
import { protectSettings } from '../protect/settings.ts'
import { trustSettings } from '../trust/settings.ts'
import { subscriptionSettings } from '../subscriptions/settings.ts'
import { programSettings } from './settings.ts'

/** Everything that can be set: the program's own settings and a section for each part of the gateway. */
export const gatewaySettings = programSettings.extend({
  fetch: fetchSettings.prefault({}),
  cache: cacheSettings.prefault({}),
  trust: trustSettings.prefault({}),
  protect: protectSettings.prefault({}),
  limits: limitsSettings.prefault({}),
  subscriptions: subscriptionSettings.prefault({}),
  observe: observeSettings.prefault({}),
})

export type GatewaySettings = z.infer<typeof gatewaySettings>
