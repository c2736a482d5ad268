import { join } from 'node:path'
import { importCatalog } from './journey/catalog.ts'
import { walk } from './journey/walk.ts'
import type { Journey, Persona } from './journey-hook.ts'
import { root } from './paths.ts'
import { ensureTenant, personas, type Endpoints, type Tenant } from './tenants.ts'

const sample = join(root, 'test/catalogs/cold-chain')
const tenants = [
  { slug: 'nordwind', name: 'Nordwind Kühlkette' },
  { slug: 'suedlicht', name: 'Südlicht Systeme' },
] as const

/** What `npm start` shows: two tenants, a catalog, and one commitment from offering to installed product. */
export const journey: Journey = async (stack, { catalog, progress }) => {
  const endpoints: Endpoints = {
    gateway: stack.urls.gateway,
    subgraphs: stack.urls.subgraphs,
    keysDir: stack.env['PACTWORK_KEYS_DIR'] ?? '',
  }
  const [first, second] = await Promise.all(tenants.map((tenant) => ensureTenant(endpoints, tenant)))
  if (!first || !second) throw new Error('The tenants of the demonstration are missing.')
  progress(`tenants ${first.slug} and ${second.slug} with ${personas.length} personas each`)

  await importCatalog(first, catalog ?? sample, progress)
  const walked = await walk({ tenant: first, gatewayUrl: endpoints.gateway, tell: progress })
  for (const { capability, reference } of walked.references)
    progress(`installed: ${capability} under the reference ${reference}`)
  progress(`order ${walked.orderId}: ${walked.status}`)

  return {
    completed: walked.status === 'COMPLETED',
    personas: await withTokens(first),
    next: [
      `In a browser: ${endpoints.gateway}/ is GraphiQL with the saved operations and these personas (not with NODE_ENV=production).`,
      `Ask the gateway: POST ${endpoints.gateway}/graphql with "authorization: Bearer <token>"; the operations in contracts/operations are a start.`,
      `Order view: ${walked.orderId}; quote view: ${walked.quoteId}.`,
      `More tokens: npm run token -- --as approver, for the other tenant with --tenant ${second.slug}.`,
      'Import your own TMF620 folder: npm start -- --catalog DIR',
    ],
  }
}

const withTokens = (tenant: Tenant): Promise<Persona[]> =>
  Promise.all(
    personas.map(async ({ slug, roles }) => ({
      name: slug,
      role: roles.join(', '),
      tenant: tenant.slug,
      token: (await tenant.as(slug)).token ?? '',
    })),
  )
