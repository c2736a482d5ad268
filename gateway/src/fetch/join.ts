import type { SubgraphFetch } from '../execute/subgraph-fetch.ts'
import type { Metrics } from '../observe/metrics.ts'
import { endOf, type Failing } from './fault.ts'
import { joinKey } from './join-key.ts'
import { sharedCall } from './shared-call.ts'

type Calls = Map<string, ReturnType<typeof sharedCall>>

/**
 * Lets a query wait for the very same one that is under way already instead of going out. When a mutation of a
 * tenant ends, what was under way for that tenant is joined no longer: who has changed something reads the change.
 */
export function joining(
  call: SubgraphFetch,
  { metrics, fail }: { metrics: Metrics; fail: Failing },
): SubgraphFetch {
  const tenants = new Map<string, Calls>()

  return (request, operation) => {
    const tenant = operation.caller.user?.tenant ?? ''
    if (request.kind === 'mutation')
      return call(request, operation).finally(() => void tenants.delete(tenant))

    if (request.isFresh) return call(request, operation)

    const calls: Calls = tenants.get(tenant) ?? new Map()
    const key = joinKey(request, operation)
    const underWay = calls.get(key)
    if (underWay) {
      operation.counts.joined += 1
      metrics.joined(request.subgraph)
      return underWay.wait(operation, false)
    }

    const forget = (): void => {
      if (calls.get(key) === shared) calls.delete(key)
      if (calls.size === 0 && tenants.get(tenant) === calls) tenants.delete(tenant)
    }
    const shared = sharedCall({
      ended: (operation) => fail(endOf(operation), request, operation.signal.reason),
      alone: (operation) => call(request, operation),
      abandoned: forget,
    })
    tenants.set(tenant, calls.set(key, shared))
    const waiting = shared.wait(operation, true)
    call(request, { ...operation, signal: shared.signal }).then(
      (answer) => {
        forget()
        shared.answered(answer)
      },
      (error: unknown) => {
        forget()
        shared.failed(error)
      },
    )

    return waiting
  }
}
