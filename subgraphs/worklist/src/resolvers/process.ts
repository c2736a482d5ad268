import { connection, type Page } from '@pactwork/kernel/connection'
import type { Batch, Reading } from '@pactwork/kernel/graph-context'
import { isId } from '@pactwork/kernel/ids'
import { query } from '@pactwork/kernel/resolver'
import type { ProcessCorrelation } from '../process-correlation.ts'
import {
  processesByIds,
  processesOf as processesOfObject,
  stuckProcesses as stuck,
} from '../process-correlation.store.ts'

const permission = 'worklist:supervise'
type Reference = { id: string }

/** For operations only, and for the worker that binds one. */
const visibleProcesses: Batch<ProcessCorrelation> = async (ids, { actor, read }) => {
  const known = ids.filter((id) => isId('cor', id))
  if (known.length === 0 || !(actor.permissions.has(permission) || actor.id === 'worker'))
    return ids.map(() => undefined)
  const found = await read((uow) => processesByIds(uow, known))

  return ids.map((id) => found.find((process) => process.id === id))
}

const field =
  <Value>(value: (process: ProcessCorrelation) => Value) =>
  async (process: ProcessCorrelation | Reference, _: unknown, { load }: Reading): Promise<Value | null> => {
    const found = 'state' in process ? process : await load(visibleProcesses, process.id)

    return found && value(found)
  }

/** Nothing of the engine: no instance, activity or incident id (WFL-17). */
export const ProcessCorrelationType = {
  __resolveReference: ({ id }: Reference, { load }: Reading) => load(visibleProcesses, id),
  process: field(({ processKey }) => processKey),
  domainType: field(({ domainType }) => domainType),
  domainId: field(({ domainId }) => domainId),
  businessKey: field(({ businessKey }) => businessKey),
  state: field(({ state }) => state),
  incident: field(
    ({ incident }) => incident && { class: incident.class, retried: incident.retried, since: incident.since },
  ),
  requestedAt: field(({ requestedAt }) => requestedAt),
  changedAt: field(({ changedAt }) => changedAt),
  version: field(({ version }) => version),
}

export const processesOf = query({ permission }, ({ domainId }: { domainId: string }, { read }: Reading) =>
  read((uow) => processesOfObject(uow, domainId)),
)

export const stuckProcesses = query({ permission }, ({ first, after }: Page, { read }: Reading) =>
  connection({ first, after }, (bounds) => read((uow) => stuck(uow, bounds))),
)
