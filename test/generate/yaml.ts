/** What a document consists of. */
export type Yaml = string | number | boolean | null | readonly Yaml[] | { readonly [key: string]: Yaml }

/** A document as block YAML. Strings that could be read as anything else are quoted as JSON does it. */
export const yamlText = (document: { readonly [key: string]: Yaml }): string =>
  `${lines(document, '').join('\n')}\n`

function lines(value: Yaml, indent: string): string[] {
  if (isList(value)) {
    return value.flatMap((item) => {
      const [first = '', ...rest] = isBranch(item)
        ? lines(item, `${indent}  `)
        : [`${indent}  ${scalar(item)}`]
      return [`${indent}- ${first.trimStart()}`, ...rest]
    })
  }

  return Object.entries(value as { [key: string]: Yaml }).flatMap(([key, item]) =>
    isBranch(item)
      ? [`${indent}${scalar(key)}:`, ...lines(item, `${indent}  `)]
      : [`${indent}${scalar(key)}: ${scalar(item)}`],
  )
}

const isList = (value: Yaml): value is readonly Yaml[] => Array.isArray(value)

const isBranch = (value: Yaml): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0

const plain = /^[A-Za-z][\w ./-]*[\w/]$|^[A-Za-z]$/
const words = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n'])

function scalar(value: Yaml): string {
  if (typeof value !== 'string') return JSON.stringify(value)

  return plain.test(value) && !words.has(value.toLowerCase()) ? value : JSON.stringify(value)
}
