import { z } from 'zod'
import { defineEvents, type EventOf } from './define.ts'

export const tenantEvents = defineEvents({
  context: 'access',
  aggregate: 'Tenant',
  topic: 'pactwork.access.tenant.v1',
  events: {
    TenantProvisioned: {
      version: 1,
      description: 'A tenant exists, with its first users and client applications.',
      payload: z.object({
        tenantId: z.string(),
        slug: z.string(),
        timeZone: z.string(),
        businessDate: z.iso.date().nullable(),
      }),
    },
    TenantBusinessDateSet: {
      version: 1,
      description: 'The day that decides commercial validity was set; null follows the calendar again.',
      payload: z.object({ tenantId: z.string(), businessDate: z.iso.date().nullable(), reason: z.string() }),
    },
  },
})
export type TenantEvent = EventOf<typeof tenantEvents>

export const userEvents = defineEvents({
  context: 'access',
  aggregate: 'User',
  topic: 'pactwork.access.user.v1',
  events: {
    UserCreated: {
      version: 1,
      description: 'A user exists. The name stands in one erasable table and in no event.',
      payload: z.object({
        userId: z.string(),
        slug: z.string(),
        roles: z.array(z.string()),
        groups: z.array(z.string()),
      }),
    },
    UserRoleGranted: {
      version: 1,
      description: 'A user has one more role; tokens issued from now on carry it.',
      payload: z.object({ userId: z.string(), role: z.string(), reason: z.string() }),
    },
    UserRoleWithdrawn: {
      version: 1,
      description: 'A user lost a role; the tokens issued before are revoked.',
      payload: z.object({ userId: z.string(), role: z.string(), reason: z.string() }),
    },
    UserJoinedGroup: {
      version: 1,
      description: 'A user belongs to one more group; tokens issued from now on carry it.',
      payload: z.object({ userId: z.string(), group: z.string(), reason: z.string() }),
    },
    UserLeftGroup: {
      version: 1,
      description: 'A user belongs to a group no longer; the tokens issued before are revoked.',
      payload: z.object({ userId: z.string(), group: z.string(), reason: z.string() }),
    },
  },
})
export type UserEvent = EventOf<typeof userEvents>

export const clientEvents = defineEvents({
  context: 'access',
  aggregate: 'ClientApplication',
  topic: 'pactwork.access.client.v1',
  events: {
    ClientApplicationRegistered: {
      version: 1,
      description: 'A program may get tokens with its credentials; it acts as a user of its own.',
      payload: z.object({ clientId: z.string(), slug: z.string(), userId: z.string() }),
    },
  },
})
export type ClientEvent = EventOf<typeof clientEvents>

export const tokenEvents = defineEvents({
  context: 'access',
  aggregate: 'Token',
  topic: 'pactwork.access.token.v1',
  events: {
    TokenIssued: {
      version: 1,
      description: 'A user or a program got a token; the token itself is kept nowhere.',
      payload: z.object({
        tokenId: z.string(),
        userId: z.string(),
        clientId: z.string(),
        roles: z.array(z.string()),
        expiresAt: z.iso.datetime(),
      }),
    },
    TokenRevoked: {
      version: 1,
      description: 'A token is refused from now on, everywhere within five seconds.',
      payload: z.object({ tokenId: z.string(), userId: z.string(), reason: z.string() }),
    },
  },
})
export type TokenEvent = EventOf<typeof tokenEvents>
