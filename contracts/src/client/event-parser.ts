/** An event of a stream as its fields say it. */
export type StreamEvent = { event: string; data: string; id: string | undefined }

type Sink = {
  event(event: StreamEvent): void
  /** An id without an event: from there on. */
  placed(id: string): void
  /** The server says how long to wait before coming back, in milliseconds. */
  retry(milliseconds: number): void
}

/** Reads a stream of server-sent events, in whatever pieces it comes. */
export function eventParser({ event, placed, retry }: Sink): (text: string) => void {
  let rest = ''
  let isBegun = false
  let name = ''
  let data: string[] = []
  let id: string | undefined

  const field = (line: string): void => {
    const colon = line.indexOf(':')
    const key = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (key === 'event') name = value
    else if (key === 'data') data.push(value)
    else if (key === 'id' && !value.includes('\0')) id = value
    else if (key === 'retry' && /^\d+$/.test(value)) retry(Number(value))
  }
  const dispatch = (): void => {
    if (data.length > 0) event({ event: name === '' ? 'message' : name, data: data.join('\n'), id })
    else if (id !== undefined) placed(id)
    name = ''
    data = []
    id = undefined
  }

  return (text) => {
    rest += isBegun ? text : text.replace(/^\uFEFF/, '')
    isBegun ||= text !== ''
    // A carriage return at the very end may be half of a line's end.
    const ready = rest.endsWith('\r') ? rest.length - 1 : rest.length
    const lines = rest.slice(0, ready).split(/\r\n|\n|\r/)
    rest = (lines.pop() ?? '') + rest.slice(ready)
    for (const line of lines)
      if (line === '') dispatch()
      else field(line)
  }
}
