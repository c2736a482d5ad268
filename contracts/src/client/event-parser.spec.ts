import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { eventParser, type StreamEvent } from './event-parser.ts'

function parsed(pieces: readonly string[]) {
  const events: StreamEvent[] = []
  const retries: number[] = []
  const places: string[] = []
  const parse = eventParser({
    event: (event) => void events.push(event),
    placed: (id) => void places.push(id),
    retry: (milliseconds) => void retries.push(milliseconds),
  })
  for (const piece of pieces) parse(piece)

  return { events, retries, places }
}

const stream = [
  '\uFEFF: hello\n\n',
  'retry: 700\n\n',
  'id: c1\nevent: next\ndata: {"a":1}\n\n',
  ':\n\n',
  'id: c2\n\n',
  'event: next\r\ndata: one\r\ndata:two\r\n\r\n',
  'id: c3\rdata:  spaced\r\r',
  'retry: soon\nunknown: x\nid: a\0b\ndata\n\n',
  'event: complete\ndata:\n\n',
  'data: never ended',
].join('')

test('fields become events, an id alone a place; comments, unknown fields and what is unfinished do not', () => {
  expect(parsed([stream])).toEqual({
    retries: [700],
    places: ['c2'],
    events: [
      { event: 'next', data: '{"a":1}', id: 'c1' },
      { event: 'next', data: 'one\ntwo', id: undefined },
      { event: 'message', data: ' spaced', id: 'c3' },
      { event: 'message', data: '', id: undefined },
      { event: 'complete', data: '', id: undefined },
    ],
  })
})

test('a stream means the same however it is cut into pieces', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 20 }), (cuts) => {
      const places = [0, ...cuts.toSorted((one, other) => one - other), stream.length]
      const pieces = places.slice(1).map((end, index) => stream.slice(places[index], end))

      expect(parsed(pieces)).toEqual(parsed([stream]))
    }),
  )
})
