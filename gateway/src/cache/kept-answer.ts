import { digest } from './generations.ts'

/**
 * An answer as text for Redis: the generations it was fetched under, a checksum over place and content, the
 * content. Undefined when it is larger than `mostBytes`.
 */
export function pack(key: string, generation: string, data: unknown, mostBytes: number): string | undefined {
  const json = JSON.stringify(data)
  const text = `${generation}${digest(key + json)}${json}`

  return Buffer.byteLength(text) > mostBytes ? undefined : text
}

/** The answer, or undefined when it is of another generation, of another place, or damaged. */
export function unpack(key: string, generation: string, text: string | null): { data: unknown } | undefined {
  if (!text?.startsWith(generation)) return undefined
  const json = text.slice(2 * generation.length)
  if (text.slice(generation.length, 2 * generation.length) !== digest(key + json)) return undefined

  try {
    return { data: JSON.parse(json) }
  } catch {
    return undefined
  }
}
