import { wordsOf } from '@pactwork/contracts/audience'
import { permissionsOf } from '@pactwork/contracts/permissions'
import { z } from 'zod'
import type { FeedPages } from '../plan/feed-pages.ts'
import type { Claims } from '../trust/claims.ts'
import type { Owners } from './owners.ts'
import type { Source } from './source.ts'

/** Where in a feed, comparable within an epoch. */
export const place = z.object({ epoch: z.string().nullable(), position: z.number() })
export type Place = z.infer<typeof place>

const words = z.array(z.string()).transform((each): ReadonlySet<string> => new Set(each))
const told = z.object({ cursor: z.string(), place, tags: words.nullable(), audience: words.nullable() })

/** That there is something: `tags` says what it is about, null for anything; `audience` whom it concerns. */
export type Entry = z.infer<typeof told>

/** The entries of a feed: followed once for everybody of a tenant, whatever of it they read. */
export const entriesSource = (
  subgraph: string,
  { key, document, operationName }: FeedPages['entries'],
  owners: Owners,
): Source => ({
  subgraph,
  key: `${subgraph}/${key}`,
  isOfTenant: true,
  isLive: true,
  isResumable: true,
  isAtOwner: true,
  follow(caller, after, sink) {
    const leg = owners.follow(
      { subgraph, caller, query: document, operationName, variables: { after } },
      {
        ...sink,
        event(value) {
          const { data: entry, error } = told.safeParse(value.data?.[key])
          if (entry) {
            const { cursor } = entry
            const at = performance.now()
            sink.event({
              cursor,
              entry,
              at,
              value,
              bytes: 0,
              occurredAt: undefined,
              gap: undefined,
              hydrations: new Map(),
            })
            return
          }
          leg.close()
          sink.ended({ kind: 'lost', reason: error })
        },
      },
    )

    return leg
  },
})

/** Whether an entry may be for who is interested in these tags (one of each list) and has said to be this. */
export const mayConcern = (
  { tags, audience }: Entry,
  interest: readonly (readonly string[])[],
  user: Claims | undefined,
): boolean =>
  !tags ||
  (interest.every((some) => some.some((tag) => tags.has(tag))) &&
    (!audience || !user || names(audience, user)))

const names = (audience: ReadonlySet<string>, { sub, groups, roles }: Claims): boolean =>
  wordsOf({ id: sub, groups, permissions: permissionsOf(roles) }).some((word) => audience.has(word))

/** Whether what was read up to one place includes the other. */
export const covers = (read: Place | undefined, other: Place): boolean =>
  read?.epoch === other.epoch && read.position >= other.position
