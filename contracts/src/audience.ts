/** Words for those whom something concerns: what an owner says of an entry, and the gateway knows of its callers. */
export const everyoneWith = (permission: string): string => `permission:${permission}`
export const everyoneIn = (group: string): string => `group:${group}`
export const user = (id: string): string => `user:${id}`

type Person = { id: string; groups: readonly string[]; permissions: ReadonlySet<string> }

/** The words that somebody answers to. */
export const wordsOf = ({ id, groups, permissions }: Person): string[] => [
  user(id),
  ...groups.map(everyoneIn),
  ...[...permissions].map(everyoneWith),
]
