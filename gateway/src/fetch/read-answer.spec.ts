import { expect, test } from '@jest/globals'
import { readAnswer } from './read-answer.ts'

const read = (text: string) => readAnswer(Buffer.from(text))

test.each([
  ['data', '{"data":{"a":1}}', { data: { a: 1 } }],
  ['data without anything in it', '{"data":{}}', { data: {} }],
  ['data, and no errors in an empty list', '{"data":{"a":null},"errors":[]}', { data: { a: null } }],
  ['data and what else a server adds', '{"data":{"a":1},"extensions":{"cost":1}}', { data: { a: 1 } }],
  [
    'data in part',
    '{"data":{"a":null},"errors":[{"message":"m","path":["a",0]}]}',
    { data: { a: null }, errors: [{ message: 'm', path: ['a', 0] }] },
  ],
  ['errors alone', '{"errors":[{"message":"m"}]}', { data: null, errors: [{ message: 'm' }] }],
  [
    'errors with all that belongs to them',
    '{"data":null,"errors":[{"message":"m","locations":[{"line":1,"column":2}],"extensions":{"code":"C","x":[1]}}]}',
    {
      data: null,
      errors: [{ message: 'm', locations: [{ line: 1, column: 2 }], extensions: { code: 'C', x: [1] } }],
    },
  ],
  [
    'errors with nulls for what they lack',
    '{"errors":[{"message":"m","path":null,"extensions":null}]}',
    { data: null, errors: [{ message: 'm' }] },
  ],
])('%s is an answer', (_what, text, answer) => {
  expect(read(text)).toEqual(answer)
})

test.each([
  ['nothing', ''],
  ['a page', '<html>502</html>'],
  ['half a body', '{"data":{"a":1'],
  ['null', 'null'],
  ['a text', '"data"'],
  ['a list', '[{"data":{}}]'],
  ['an object of another kind', '{"message":"not found"}'],
  ['data that is null for no reason', '{"data":null}'],
  ['data that is a list', '{"data":[]}'],
  ['data that is a text', '{"data":"a"}'],
  ['data that is a list, and errors', '{"data":[],"errors":[{"message":"m"}]}'],
  ['no data and no error', '{"errors":[]}'],
  ['errors that are no list', '{"data":{},"errors":{"message":"m"}}'],
  ['errors that are texts', '{"data":{},"errors":["m"]}'],
  ['an error without a message', '{"errors":[{"code":1}]}'],
  ['an error whose message is no text', '{"errors":[{"message":1}]}'],
  ['an error whose path is no list', '{"errors":[{"message":"m","path":"a.b"}]}'],
  ['an error whose path leads through an object', '{"errors":[{"message":"m","path":[{}]}]}'],
  ['an error whose extensions are a text', '{"errors":[{"message":"m","extensions":"e"}]}'],
])('%s is none', (_what, text) => {
  expect(read(text)).toBeUndefined()
})

test('bytes that are no UTF-8 are none, even inside a text', () => {
  const bytes = Buffer.from('{"data":{"a":"?"}}')
  bytes[bytes.indexOf('?')] = 0xff

  expect(readAnswer(bytes)).toBeUndefined()
})
