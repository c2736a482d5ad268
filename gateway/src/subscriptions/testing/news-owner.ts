import type { FormattedExecutionResult } from 'graphql'
import { z } from 'zod'
import type { SubgraphAnswer, SubgraphFetch, SubgraphRequest } from '../../execute/subgraph-fetch.ts'
import type { Operation } from '../../operation.ts'
import type { End, Sink } from '../leg.ts'
import type { OwnerCall, Owners } from '../owners.ts'
import type { Subscription } from '../subscription.ts'

/** `for` is whom it concerns, null for everybody; `about` its only tag. */
type Item = { about: string; for: string | null }
type Place = { epoch: string | null; position: number }

/** A page that was asked for. It is looked up when a test says so, and answered when it says so. */
export type PageCall = {
  request: SubgraphRequest
  operation: Operation
  look(): void
  answer(other?: SubgraphAnswer): void
  fail(reason: unknown): void
}

type Watch = { call: OwnerCall; sink: Sink<FormattedExecutionResult>; waiting: Record<string, unknown>[] }

const asked = z.object({
  about: z.string().nullish(),
  after: z.string().nullish(),
  _after: z.string().nullish(),
})
const cursorOf = ({ epoch, position }: Place): string => `${epoch ?? ''}:${position}`

/** The owner of the feed `news`: of one tenant, in memory, told step by step when to look and to speak. */
export function newsOwner({ prepared: { feed } }: Subscription, { pageSize = 3 } = {}) {
  const key = feed?.key ?? ''
  const [cursorKey = ''] = feed?.cursors ?? []
  const [reasonKey = ''] = feed?.reasons ?? []
  const watches = new Set<Watch>()
  const calls: PageCall[] = []
  const calledWith: SubgraphRequest[] = []
  let items: Item[] = []
  let epochs = 0
  let hasItems = false
  let trimmedTo = 0

  const placeOf = (position: number): Place => ({ epoch: hasItems ? `e${epochs}` : null, position })
  const entry = (place: Place, item?: Item) => ({
    cursor: `entry ${cursorOf(place)}`,
    place,
    tags: item ? [`about:${item.about}`] : null,
    audience: item?.for == null ? null : [`user:${item.for}`],
  })
  const announceNext = (item: Item, position: number): void => {
    for (const { waiting } of watches) waiting.push(entry(placeOf(position), item))
  }

  /** What of the feed is a reader's, as it is at this moment. */
  const look = ({ variables }: SubgraphRequest, { caller }: Operation): SubgraphAnswer => {
    const { about, after, _after } = asked.parse(variables)
    const [epoch = '', at = ''] = (after ?? _after ?? cursorOf(placeOf(items.length))).split(':')
    const isAnew = epoch !== '' && epoch !== placeOf(0).epoch
    const isTrimmed = !isAnew && Number(at) < trimmedTo
    const from = isAnew || isTrimmed ? trimmedTo : Number(at)
    const found = items
      .map((item, index) => ({ ...item, position: index + 1 }))
      .filter((item) => item.position > from && (about == null || item.about === about))
    const more = found.length > pageSize
    const shown = found.slice(0, pageSize)
    const place = placeOf(more ? (shown.at(-1)?.position ?? from) : items.length)
    const values = shown
      .filter((item) => item.for === null || item.for === caller.user?.sub)
      .map(({ position }) => ({ position, [cursorKey]: cursorOf(placeOf(position)) }))
    const gap = { [cursorKey]: cursorOf(placeOf(from)), [reasonKey]: isAnew ? 'NEW_EPOCH' : 'TRIMMED' }

    return pageAnswer({
      values: isAnew || isTrimmed ? [gap, ...values] : values,
      cursor: cursorOf(place),
      place,
      more,
      interest: about == null ? [] : [[`about:${about}`]],
    })
  }
  const pageAnswer = (page: Record<string, unknown>): SubgraphAnswer => ({ data: { [key]: page } })

  const fetch: SubgraphFetch = (request, operation) => {
    const { promise, resolve, reject } = Promise.withResolvers<SubgraphAnswer>()
    let seen: SubgraphAnswer | undefined
    const done = (): void => {
      const at = calls.indexOf(call)
      if (at >= 0) calls.splice(at, 1)
    }
    const call: PageCall = {
      request,
      operation,
      look: () => void (seen ??= look(request, operation)),
      answer(other) {
        done()
        resolve(other ?? seen ?? look(request, operation))
      },
      fail(reason) {
        done()
        reject(reason)
      },
    }
    operation.signal.addEventListener('abort', () => call.fail(operation.signal.reason))
    calls.push(call)
    calledWith.push(request)

    return promise
  }
  const owners: Owners = {
    follow(call, sink) {
      const watch: Watch = { call, sink, waiting: [] }
      const after = call.variables['after']
      const position = typeof after === 'string' ? Number(after.split(':')[1]) : items.length
      if (after === undefined) watch.waiting.push(entry(placeOf(position)))
      for (const [index, item] of items.entries())
        if (index >= position) watch.waiting.push(entry(placeOf(index + 1), item))
      watches.add(watch)

      return { close: () => void watches.delete(watch) }
    },
    size: () => watches.size,
    stop: () => {},
  }

  return {
    owners,
    fetch,
    pageAnswer,
    /** Pages that are being asked for, and all that ever were. */
    calls,
    calledWith,
    /** Its entries are followed. */
    watches,
    place: () => placeOf(items.length),
    /** Something new, not announced yet. */
    append(item: Partial<Item> = {}): number {
      hasItems = true
      items.push({ about: 'x', for: null, ...item })
      announceNext({ about: 'x', for: null, ...item }, items.length)

      return items.length
    },
    /** Tells the next entry; false where there is none. */
    announce(): boolean {
      let hasTold = false
      for (const { sink, waiting } of [...watches]) {
        const next = waiting.shift()
        if (next) sink.event({ data: { newsEntries: next } })
        hasTold ||= next !== undefined
      }

      return hasTold
    },
    trim: (upTo: number) => void (trimmedTo = upTo),
    /** Begins anew with an item: nothing of before is told any more but the entries that were on their way. */
    beginAnew(): void {
      items = []
      epochs += 1
      trimmedTo = 0
      for (const { waiting } of watches) waiting.push(entry(placeOf(0)))
    },
    /** Ends who follows its entries. */
    end(how: End): void {
      for (const watch of [...watches]) {
        watches.delete(watch)
        watch.sink.ended(how)
      }
    },
  }
}

export type NewsOwner = ReturnType<typeof newsOwner>
