import { command } from '@pactwork/kernel/command'
import type { UnitOfWork } from '@pactwork/kernel/database'
import type { newId } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { registerClient } from '../client-application.ts'
import { clients } from '../client-application.store.ts'
import { provision } from '../tenant.ts'
import { nameTenant, tenants } from '../tenant.store.ts'
import { slugPattern, tenantIdOf } from '../tenant-id.ts'
import { hashSecret } from '../token/secret.ts'
import { createUser } from '../user.ts'
import { keepDisplayName, users } from '../user.store.ts'
import { groupName } from './group-change.ts'
import { roleName } from './role-change.ts'

const slug = z.string().regex(slugPattern, 'must be 2 to 61 lower-case letters, digits and hyphens')
const name = z.string().trim().min(1).max(200)
const persona = z.object({
  slug,
  displayName: name,
  roles: z.array(roleName),
  groups: z.array(groupName).default([]),
})
const client = persona.extend({ secret: z.string().min(24, 'must have at least 24 characters').max(200) })

const input = z.object({
  slug,
  name,
  timeZone: z.string().min(1).max(60),
  businessDate: z.iso.date().nullish(),
  personas: z.array(persona).max(100).default([]),
  clients: z.array(client).max(100).default([]),
})
type Persona = z.infer<typeof persona>

/** Makes a tenant with its first users and client applications. Secrets are hashed before anything is locked. */
export const provisionTenant = command({
  name: 'provisionTenant',
  permission: null,
  machines: ['operator'],
  input,
  gather: ({ clients: programs }) =>
    Promise.all(
      programs.map(async ({ secret, ...program }) => ({ ...program, secretHash: await hashSecret(secret) })),
    ),

  async handle({ personas, ...wanted }, { uow, actor, evidence, newId: next }) {
    const { tenantId } = actor
    const existing = await tenants(uow).find(tenantId)
    const decision = provision(existing, {
      tenantId,
      derivedId: tenantIdOf(wanted.slug),
      slug: wanted.slug,
      timeZone: wanted.timeZone,
      isTimeZone: isTimeZone(wanted.timeZone),
      businessDate: wanted.businessDate ?? null,
      slugs: [...personas, ...evidence].map((one) => one.slug),
    })
    await tenants(uow).create(tenantId, decision)
    await nameTenant(uow, wanted.name)

    const made: { id: string }[] = []
    for (const one of personas) made.push({ id: await makeUser(uow, next, one) })
    for (const { secretHash, ...program } of evidence) {
      const userId = await makeUser(uow, next, program)
      const clientId = next('cli')
      await clients(secretHash)(uow).create(
        clientId,
        registerClient({ clientId, slug: program.slug, userId }),
      )
      made.push({ id: userId })
    }

    return { __typename: 'ProvisionTenantPayload', tenant: { id: tenantId }, users: made }
  },
})

async function makeUser(
  uow: UnitOfWork,
  next: typeof newId,
  { slug: short, displayName, roles, groups }: Persona,
): Promise<string> {
  const userId = next('usr')
  await users(uow).create(userId, createUser({ userId, slug: short, roles, groups }))
  await keepDisplayName(uow, userId, displayName)

  return userId
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
