import type { Content, Source } from './publication.ts'
import { withoutPlaces } from './publication.ts'
import { identityOf, type Resource } from './resource.ts'
import type { Link } from './link.ts'

/** One difference between two publications. */
export type Change = {
  readonly kind: 'ADDED' | 'REMOVED' | 'CHANGED'
  readonly resourceType: string
  readonly key: string
  readonly version: string | null
  readonly path: string | null
  readonly was: string | null
  readonly is: string | null
}

type Side = { readonly source: Pick<Source, 'resources'>; readonly content: Pick<Content, 'links'> }

/** What differs, fact by fact, in the order of identities. Nothing before means: everything was added. */
export function diff(before: Side | undefined, after: Side): Change[] {
  return [
    ...compare(before?.source.resources ?? [], after.source.resources, identityOf, aboutResource),
    ...compare(before?.content.links ?? [], after.content.links, ({ id }) => id, aboutLink),
  ]
}

type About = Pick<Change, 'resourceType' | 'key' | 'version'>

const aboutResource = ({ type, key, version }: Resource): About => ({ resourceType: type, key, version })
const aboutLink = ({ from, to }: Link): About => ({
  resourceType: 'Link',
  key: `${from.name} → ${to.name}`,
  version: null,
})

function compare<One>(
  before: readonly One[],
  after: readonly One[],
  idOf: (one: One) => string,
  about: (one: One) => About,
): Change[] {
  const was = new Map(before.map((one) => [idOf(one), one]))
  const is = new Map(after.map((one) => [idOf(one), one]))
  const whole = { path: null, was: null, is: null }

  return [...new Set([...was.keys(), ...is.keys()])].toSorted().flatMap((id): Change[] => {
    const [old, now] = [was.get(id), is.get(id)]
    if (!old) return now ? [{ kind: 'ADDED', ...about(now), ...whole }] : []
    if (!now) return [{ kind: 'REMOVED', ...about(old), ...whole }]

    return facts(old, now).map((fact) => ({ kind: 'CHANGED', ...about(now), ...fact }))
  })
}

type Fact = Pick<Change, 'path' | 'was' | 'is'>

/** The facts that differ, each once, by its path. */
function facts(before: unknown, after: unknown): Fact[] {
  const was = flat(withoutPlaces(before), '')
  const is = flat(withoutPlaces(after), '')
  const paths = [...new Set([...was.keys(), ...is.keys()])].toSorted()

  return paths
    .filter((path) => was.get(path) !== is.get(path))
    .map((path) => ({ path, was: was.get(path) ?? null, is: is.get(path) ?? null }))
}

function flat(value: unknown, path: string): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[path, String(value)]])

  return new Map(
    Object.entries(value).flatMap(([name, held]) => [...flat(held, path === '' ? name : `${path}.${name}`)]),
  )
}
