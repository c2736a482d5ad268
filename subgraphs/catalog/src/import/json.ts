import { atPath, type Json, type JsonArray, type JsonObject, JsonNumber } from './json-value.ts'

/** What is wrong with a text that should be JSON, and where. */
export type JsonProblem = {
  code: 'NOT_JSON' | 'DUPLICATE_KEY' | 'TEXT_NOT_STORABLE'
  path: string
  message: string
}

export type JsonResult = { value: Json; problems: [] } | { value?: undefined; problems: JsonProblem[] }

const deepest = 100
const blank = /[\t\n\r ]*/y
const numeral = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const literals: Record<string, Json> = { true: true, false: false, null: null }
const escapes: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/**
 * Reads RFC 8259 text, strictly and without losing anything that JSON.parse loses: a number stays the text that
 * was written (M28), and a key that stands twice in an object is a problem instead of a silent choice.
 */
export function parseJson(text: string): JsonResult {
  const problems: JsonProblem[] = []
  let at = text.startsWith('\ufeff') ? 1 : 0

  try {
    const value = readValue('', 0)
    skipBlanks()
    if (at < text.length) fail('expected the end of the file')

    return problems.length === 0 ? { value, problems: [] } : { problems }
  } catch (error) {
    if (!(error instanceof NotJson)) throw error

    return { problems: [...problems, { code: 'NOT_JSON', path: '', message: error.message }] }
  }

  function readValue(path: string, depth: number): Json {
    if (depth > deepest) fail(`expected at most ${deepest} levels`)
    skipBlanks()
    const first = text[at]

    if (first === '{') return readObject(path, depth)
    if (first === '[') return readArray(path, depth)
    if (first === '"') return readString(path)

    return readNumber() ?? readLiteral()
  }

  function readObject(path: string, depth: number): JsonObject {
    const object: JsonObject = Object.create(null)
    at += 1
    for (let more = !take('}'); more; more = !closes('}')) {
      skipBlanks()
      if (text[at] !== '"') fail('expected a key in quotes')
      const key = readString(path)
      const place = atPath(path, key)
      if (!take(':')) fail('expected a colon')
      if (Object.hasOwn(object, key)) {
        problems.push({
          code: 'DUPLICATE_KEY',
          path: place,
          message: `The key "${key}" stands twice in one object.`,
        })
      }
      object[key] = readValue(place, depth + 1)
    }

    return object
  }

  function readArray(path: string, depth: number): JsonArray {
    const array: JsonArray = []
    at += 1
    for (let more = !take(']'); more; more = !closes(']')) {
      array.push(readValue(atPath(path, array.length), depth + 1))
    }

    return array
  }

  function readString(path: string): string {
    let value = ''
    at += 1
    for (let from = at; ; at += 1) {
      const character = text[at]
      if (character === undefined || character < ' ') fail('expected the end of the text in quotes')
      if (character !== '"' && character !== '\\') continue
      value += text.slice(from, at)
      if (character === '"') break
      value += readEscape()
      from = at + 1
    }
    at += 1
    if (value.includes('\0') || !value.isWellFormed()) {
      problems.push({
        code: 'TEXT_NOT_STORABLE',
        path,
        message: 'A text has a NUL or half of a surrogate pair.',
      })
    }

    return value
  }

  function readEscape(): string {
    at += 1
    const character = text[at] ?? ''
    if (character !== 'u') return escapes[character] ?? fail('expected a known escape after the backslash')
    const digits =
      /^[\da-fA-F]{4}/.exec(text.slice(at + 1, at + 5))?.[0] ?? fail('expected four hexadecimal digits')
    at += 4

    return String.fromCharCode(Number.parseInt(digits, 16))
  }

  function readNumber(): JsonNumber | undefined {
    const source = match(numeral)

    return source === undefined ? undefined : new JsonNumber(source)
  }

  function readLiteral(): Json {
    const word = Object.keys(literals).find((one) => text.startsWith(one, at)) ?? fail('expected a value')
    at += word.length

    return literals[word] ?? null
  }

  function closes(end: '}' | ']'): boolean {
    if (take(end)) return true
    if (!take(',')) fail(`expected "," or "${end}"`)

    return false
  }

  function take(character: string): boolean {
    skipBlanks()
    if (text[at] !== character) return false
    at += 1

    return true
  }

  function skipBlanks(): void {
    match(blank)
  }

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    at += found?.length ?? 0

    return found
  }

  function fail(what: string): never {
    const lines = text.slice(0, at).split('\n')
    throw new NotJson(`Line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}: ${what}.`)
  }
}

class NotJson extends Error {}
