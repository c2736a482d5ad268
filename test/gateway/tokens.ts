import { personaToken, type PersonaSlug, type Tenant } from '../stack/tenants.ts'
import { testStack } from '../support/test-stack.ts'

/** A persona's bare token, for tests that speak the protocol themselves. */
export async function tokenOf(tenant: Tenant, persona: PersonaSlug): Promise<string> {
  const { urls, env } = await testStack()
  const endpoints = {
    gateway: urls['gateway'] ?? '',
    subgraphs: urls['subgraphs'] ?? '',
    keysDir: env['PACTWORK_KEYS_DIR'] ?? '',
  }

  return personaToken(endpoints, tenant.slug, persona)
}
