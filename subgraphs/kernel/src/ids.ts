import { TypeID, typeid } from 'typeid-js'
import { z } from 'zod'

/**
 * Ids are TypeIDs outside PostgreSQL (`quo_01h…`, the kind is visible) and UUIDv7 inside (M28). The same 128
 * bits, so nothing is looked up to translate one into the other.
 */
export type Id<Kind extends string = string> = `${Kind}_${string}`

/** A new, time-ordered id. Not for pure files: a command hands new ids to its decider. */
export const newId = <Kind extends string>(kind: Kind): Id<Kind> => typeid(kind).toString() as Id<Kind>

/** An id that does not have the expected kind or is none at all. */
export class InvalidId extends Error {
  readonly kind: string
  constructor(kind: string, value: string) {
    super(`"${value}" is not an id of the kind ${kind}_…`)
    this.name = 'InvalidId'
    this.kind = kind
  }
}

/** The UUID that stands in SQL for `id`. Throws InvalidId. */
export function uuidOf(kind: string, id: string): string {
  if (!isId(kind, id)) throw new InvalidId(kind, id)

  return TypeID.fromString(id).toUUID()
}

/** The id shown outside for a UUID of SQL. */
export const idOf = <Kind extends string>(kind: Kind, uuid: string): Id<Kind> =>
  TypeID.fromUUID(kind, uuid).toString() as Id<Kind>

/** True when `value` is a well-formed id of that kind: also one whose bits make no UUID is none. */
export function isId<Kind extends string>(kind: Kind, value: string): value is Id<Kind> {
  try {
    const id = TypeID.fromString(value)

    return id.getType() === kind && id.toUUID() !== ''
  } catch {
    return false
  }
}

/** The zod schema of an id of one kind. */
export const idSchema = <Kind extends string>(kind: Kind) =>
  z.custom<Id<Kind>>(
    (value) => typeof value === 'string' && isId(kind, value),
    `must be an id such as ${kind}_01h…`,
  )
