/**
 * Text → a JSON object whose names are unique on the top level, or undefined. A name that is said twice is read as
 * the last by some and as the first by others (RFC 7519, 4), so nobody may say one.
 */
export function jsonObject(text: string): Record<string, unknown> | undefined {
  const value = parsed(text)
  if (!isObject(value) || Object.keys(value).length !== memberCount(text)) return undefined

  return value
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** How many members the outermost object of valid JSON has, doubles counted. */
function memberCount(json: string): number {
  let depth = 0
  let members = 0

  for (let at = 0; at < json.length; at += 1) {
    const character = json[at]
    if (character === '"') at = endOfString(json, at)
    else if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    else if (character === ':' && depth === 1) members += 1
  }

  return members
}

/** Where a string ends that starts at `start`: at the first quote before which no odd number of backslashes stands. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); ; end = json.indexOf('"', end + 1)) {
    let escapes = 0
    while (json[end - 1 - escapes] === '\\') escapes += 1
    if (escapes % 2 === 0) return end
  }
}
