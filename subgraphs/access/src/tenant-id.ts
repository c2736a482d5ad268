import { idOf, type Id } from '@pactwork/kernel/ids'
import { v5 } from 'uuid'

/** The namespace of tenant slugs; it never changes. */
const namespace = 'c7f1a3b4-6d52-5e0b-9a41-3f2c8f0d7e61'

/**
 * A tenant's id follows from its slug (UUIDv5): whoever asks for a token names the tenant, and no table that
 * crosses tenants is needed to find it.
 */
export const tenantIdOf = (slug: string): Id<'ten'> => idOf('ten', v5(slug, namespace))

export const slugPattern = /^[a-z0-9][a-z0-9-]{1,60}$/
