import type { IHeaders } from 'kafkajs'

/** Headers as text; Kafka allows bytes and repeats, we write neither. */
export function textHeaders(headers: IHeaders | undefined): Record<string, string> {
  const entries = Object.entries(headers ?? {}).flatMap(([name, value]) => {
    const first = Array.isArray(value) ? value[0] : value

    return first === undefined ? [] : [[name, first.toString()] as const]
  })

  return Object.fromEntries(entries)
}
