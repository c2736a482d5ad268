import type { Batch, GraphContext } from '@pactwork/kernel/graph-context'
import { query } from '@pactwork/kernel/resolver'
import { machineRoles } from '@pactwork/kernel/runtime/call-identity'
import type { Configuration as View } from '../configuration.ts'
import { readConfigurations } from '../configuration.store.ts'
import { configurationSchemaVersion } from '../evaluate.ts'

/** Configurations by id; one of another customer's quote is as if it did not exist (M5). */
const configurationsById: Batch<View> = async (ids, { read, actor, authority }) => {
  const found = await read((uow) => readConfigurations(uow, ids))
  const allowed = actor.kind === 'machine' ? 'any' : await authority()

  return ids.map((id) => {
    const one = found.get(id)
    const isTheirs = allowed === 'any' || (one?.customerId != null && allowed.has(one.customerId))

    return isTheirs ? one : undefined
  })
}

export const configuration = query({ permission: 'configuration:read' }, ({ id }: { id: string }, { load }) =>
  load(configurationsById, id),
)

export const configurationSnapshot = query(
  { permission: null, machines: machineRoles.filter((role) => role !== 'gateway') },
  async ({ id }: { id: string }, { load }) => {
    const one = await load(configurationsById, id)

    return one && { ...one, schemaVersion: configurationSchemaVersion }
  },
)

type Reference = { id: string }

export const Configuration = {
  __resolveReference: ({ id }: Reference, context: GraphContext) => context.load(configurationsById, id),
}

/** The command's answer names the configuration by id; what is shown of it is read. */
export const EvaluateConfigurationPayload = {
  configuration: (
    { configuration: { id } }: { configuration: Reference },
    _: object,
    { load }: GraphContext,
  ) => load(configurationsById, id),
}
