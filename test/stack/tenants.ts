import { callHeader, callSigner } from '@pactwork/kernel/runtime/call-identity'
import { idOf } from '@pactwork/kernel/ids'
import { randomUUID } from 'node:crypto'
import { v5 } from 'uuid'
import { z } from 'zod'
import { graphClient, post, type GraphClient } from './graph-client.ts'

/** Where the parts of a stack are that making a tenant needs. */
export type Endpoints = { gateway: string; subgraphs: string; keysDir: string }

/** The people and programs of a tenant, each with what they do. Groups are the queues they work. */
export const personas = [
  { slug: 'sales', displayName: 'Sam, sales', roles: ['SALES_REP'], groups: [] },
  {
    slug: 'approver',
    displayName: 'Ada, approvals',
    roles: ['APPROVER'],
    groups: ['approvers', 'approval-directors'],
  },
  {
    slug: 'operations',
    displayName: 'Otto, operations',
    roles: ['OPERATIONS_AGENT'],
    groups: ['inventory-operations', 'provisioning-operations', 'order-operations'],
  },
  {
    slug: 'supervisor',
    displayName: 'Sue, operations lead',
    roles: ['OPERATIONS_SUPERVISOR'],
    groups: ['operations-supervisors'],
  },
  { slug: 'customer', displayName: 'Cleo, customer', roles: ['CUSTOMER'], groups: [] },
  { slug: 'catalog-manager', displayName: 'Kim, catalog', roles: ['CATALOG_MANAGER'], groups: [] },
  { slug: 'admin', displayName: 'Toni, administration', roles: ['TENANT_ADMIN'], groups: [] },
  { slug: 'partner', displayName: 'Partner Ltd, integration', roles: ['INTEGRATION_PARTNER'], groups: [] },
] as const

export type PersonaSlug = (typeof personas)[number]['slug']

/** A tenant as its personas see it. */
export type Tenant = { slug: string; id: string; as(persona: PersonaSlug): Promise<GraphClient> }

const namespace = 'c7f1a3b4-6d52-5e0b-9a41-3f2c8f0d7e61'

/** A tenant's id follows from its slug, the same way `access` derives it. */
export const tenantIdOf = (slug: string): string => idOf('ten', v5(slug, namespace))

/** Somebody besides the usual personas. */
type Person = { slug: string; displayName: string; roles: readonly string[]; groups: readonly string[] }

/** Makes a tenant with every persona, or finds the one that a former start has made. */
export async function ensureTenant(
  endpoints: Endpoints,
  { more = [], ...tenant }: { slug: string; name: string; more?: readonly Person[] },
): Promise<Tenant> {
  const id = tenantIdOf(tenant.slug)
  const body = JSON.stringify({
    query: `mutation ($input: ProvisionTenantInput!, $key: ID!) {
      provisionTenant(input: $input, idempotencyKey: $key) { __typename ... on Rejection { code message } } }`,
    variables: {
      input: { ...tenant, timeZone: 'Europe/Berlin', personas: [...personas, ...more], clients: [] },
      key: `tenant-${tenant.slug}`,
    },
  })
  const sign = callSigner('operator', endpoints.keysDir)
  const answer = await post(`${endpoints.subgraphs}/access/graphql`, body, {
    [callHeader]: await sign('access', body, {
      tenantId: id,
      actor: 'operator',
      correlationId: randomUUID(),
    }),
  })
  const code: string | undefined = answer.data?.['provisionTenant']?.code
  if (
    answer.errors ||
    (code && !['TENANT_ALREADY_PROVISIONED', 'IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD'].includes(code))
  )
    throw new Error(`The tenant ${tenant.slug} could not be made: ${JSON.stringify(answer)}`)

  const clients = new Map<PersonaSlug, Promise<GraphClient>>()
  return {
    slug: tenant.slug,
    id,
    as(persona) {
      const known = clients.get(persona)
      if (known) return known
      const client = personaToken(endpoints, tenant.slug, persona).then((token) =>
        graphClient(endpoints.gateway, token),
      )
      clients.set(persona, client)

      return client
    },
  }
}

const tokenAnswer = z.object({ access_token: z.string() })

/** A persona's token, from the token endpoint that stands in for an identity provider in development. */
export async function personaToken(endpoints: Endpoints, tenant: string, persona: string): Promise<string> {
  const response = await fetch(`${endpoints.subgraphs}/access/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'urn:pactwork:persona', tenant, persona }),
    signal: AbortSignal.timeout(10_000),
  })
  const body: unknown = await response.json()
  if (!response.ok) throw new Error(`No token for ${persona} of ${tenant}: ${JSON.stringify(body)}`)

  return tokenAnswer.parse(body).access_token
}
