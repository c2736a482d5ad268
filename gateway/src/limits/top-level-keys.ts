/**
 * The keys of the outermost object of a JSON text that has been found to be valid, in their order and as often as they
 * stand there; `JSON.parse` keeps only the last of equal ones.
 */
export function topLevelKeys(json: string): string[] {
  const keys: string[] = []
  let depth = 0
  let isKey = false

  for (let index = 0; index < json.length; index += 1) {
    const character = json[index]
    if (character === '"') {
      const end = endOfString(json, index)
      if (depth === 1 && isKey) keys.push(String(JSON.parse(json.slice(index, end + 1))))
      isKey = false
      index = end
    } else if (character === '{' || character === '[') {
      depth += 1
      isKey = depth === 1 && character === '{'
    } else if (character === '}' || character === ']') depth -= 1
    else if (character === ',' && depth === 1) isKey = true
  }
  return keys
}

/** Where a string that begins at `start` has its closing quote. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let slashes = 0
    while (json[end - 1 - slashes] === '\\') slashes += 1
    if (slashes % 2 === 0) return end
  }
  return json.length
}
