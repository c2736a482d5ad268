import { v7 } from 'uuid'

/** A new UUIDv7: time-ordered, so that indexes grow at their end. */
export const newUuid = (): string => v7()
