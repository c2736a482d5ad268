import type { z } from 'zod'
import type { CursorScope, Place, Unservable } from './feed-cursor.ts'
import type { FeedContext, FeedHub } from './feed-hub.ts'
import type { FeedGap, FeedItem, Narrowing, StoredItem } from './feed-item.ts'
import { readHead, readItems, readLastItems } from './feed-read.ts'

/** What was found behind a place, and where that leads; with a gap when not all of it can be had any more. */
export type Step = { gap?: FeedGap['reason']; items: StoredItem[]; standing: Place; more: boolean }

const pageSize = 100
const most = 100

/** Reads what of a feed belongs to a filter, a step at a time, and shapes it. */
export function feedReader<Payload>(
  { actor: { tenantId }, feeds }: FeedContext,
  feed: string,
  payload: z.ZodType<Payload>,
  filter: Narrowing,
) {
  const scope = { tenantId, feed, filter }
  const placed = (place: Place) => ({ place, cursor: feeds.cursors.write(scope, place) })

  return {
    /** The first step: behind a cursor, from as many items before now, or from now on. */
    start: (after: string | null | undefined, last: number | null | undefined): Promise<Step> =>
      start(feeds, scope, { from: after ? feeds.cursors.read(scope, after) : undefined, last }),
    /** The next step. */
    advance: (from: Place): Promise<Step> => advance(feeds, scope, from),
    /** A place and how it is told. */
    placed,
    gap: (step: Step): FeedGap | undefined =>
      step.gap && { kind: 'gap', reason: step.gap, ...placed(gapPlace(step)) },
    item: (row: StoredItem, standing: Place): FeedItem<Payload> => ({
      ...row,
      kind: 'item',
      ...placed({ ...standing, position: row.position }),
      payload: payload.parse(row.payload),
    }),
  }
}

/** Continues before the first item that follows the gap. */
const gapPlace = ({ items: [first], standing }: Step): Place =>
  first ? { ...standing, position: first.position - 1 } : standing

/** Of a feed that never had an item. */
const beginning: Place = { epoch: undefined, position: 0 }

type Start = { from: Place | Unservable | undefined; last: number | null | undefined }

async function start(feeds: FeedHub, scope: CursorScope, { from, last }: Start): Promise<Step> {
  const { tenantId, feed, filter } = scope
  if (typeof from === 'object') return advance(feeds, scope, from)

  return feeds.read(tenantId, async (uow) => {
    const head = await readHead(uow, feed)
    const standing = head ? { epoch: head.epoch, position: head.position } : beginning
    if (from) return { gap: from, items: [], standing, more: false }
    if (!head) return { items: [], standing, more: false }
    const limit = Math.max(0, Math.min(last ?? 0, most))
    const range = { above: head.trimmedTo, upTo: head.position, filter, limit }

    return { items: limit > 0 ? await readLastItems(uow, feed, range) : [], standing, more: false }
  })
}

/** The next items behind a place, with a gap when what stood there is not to be had any more. */
function advance(feeds: FeedHub, { tenantId, feed, filter }: CursorScope, from: Place): Promise<Step> {
  return feeds.read(tenantId, async (uow) => {
    const head = await readHead(uow, feed)
    const nothing = { items: [], standing: beginning, more: false }
    if (!head) return from.epoch === undefined ? nothing : { ...nothing, gap: 'NEW_EPOCH' as const }

    const anew = from.epoch !== undefined && (from.epoch !== head.epoch || from.position > head.position)
    const trimmed = !anew && from.position < head.trimmedTo
    const above = anew || trimmed ? head.trimmedTo : from.position
    const items = await readItems(uow, feed, { above, upTo: head.position, filter, limit: pageSize })
    const more = items.length === pageSize
    const position = more ? (items.at(-1)?.position ?? above) : head.position

    return {
      items,
      standing: { epoch: head.epoch, position },
      more,
      ...(anew && { gap: 'NEW_EPOCH' as const }),
      ...(trimmed && { gap: 'TRIMMED' as const }),
    }
  })
}
