import type { Behaviour, Entry, Journal, Work } from './journal.ts'

export type Promised = Extract<Entry, { kind: 'CALLBACK_PROMISED' }>

/** What the system knows: its journal, read from the beginning. */
export type State = {
  readonly works: ReadonlyMap<string, Work>
  readonly behaviours: readonly Behaviour[]
  readonly promised: ReadonlyMap<string, Promised>
  record(entry: Entry): void
}

/** Rebuilds the state from the journal, and keeps both in step from then on. */
export function openState(journal: Journal): State {
  const works = new Map<string, Work>()
  const promised = new Map<string, Promised>()
  let behaviours: Behaviour[] = []

  const apply = (entry: Entry): void => {
    switch (entry.kind) {
      case 'EFFECT':
      case 'REFUSAL':
        works.set(entry.work.key, entry.work)
        return
      case 'SETTLED': {
        const before = works.get(entry.key)
        if (before) works.set(entry.key, { ...before, state: entry.state, reason: entry.reason })
        return
      }
      case 'CALLBACK_PROMISED':
        promised.set(entry.id, entry)
        return
      case 'CALLBACK_DELIVERED':
        promised.delete(entry.id)
        return
      case 'BEHAVIOUR_SET':
        behaviours = [...behaviours, entry.behaviour]
        return
      case 'BEHAVIOUR_USED':
        behaviours = behaviours
          .map((one) => (one.id === entry.id && one.next !== null ? { ...one, next: one.next - 1 } : one))
          .filter(({ next }) => next !== 0)
        return
      case 'CALLED':
    }
  }
  for (const entry of journal.entries) apply(entry)

  return {
    works,
    promised,
    get behaviours() {
      return behaviours
    },
    record(entry) {
      journal.append(entry)
      apply(entry)
    },
  }
}

/** What a request is about, for the behaviours that were set. */
export type Subject = {
  readonly on: Behaviour['on']
  readonly key?: string
  readonly order?: string
  readonly tenant?: string
  readonly article?: string
  /** The headers that say what the message is part of. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** The behaviour towards a subject: the one that was set last and matches. */
export const behaviourTowards = (state: State, subject: Subject): Behaviour | undefined =>
  state.behaviours.findLast(({ on, match }) => on === subject.on && matches(match, subject))

const matches = ({ key, order, tenant, article }: Behaviour['match'], subject: Subject): boolean =>
  (key === undefined || glob(key, subject.key ?? '')) &&
  (order === undefined || order === subject.order) &&
  (tenant === undefined || tenant === subject.tenant) &&
  (article === undefined || article === subject.article)

const glob = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.split('*').map(RegExp.escape).join('.*')}$`).test(text)
