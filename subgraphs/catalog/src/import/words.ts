/**
 * A text as its words, case-folded, with punctuation as tokens of its own. A hyphen or dot inside a word belongs
 * to it: "SD-4 Unit" and "SD4 Unit" are different texts, and so are "&" and "and". Nothing is guessed.
 */
export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{N}\p{M}]+(?:[-_'’./+][\p{L}\p{N}\p{M}]+)*|\S/gu) ?? []

const isWord = (token: string): boolean => /[\p{L}\p{N}]/u.test(token)

/** How many words (punctuation does not count) two texts share from their beginning, token by token. */
export function sharedPrefix(a: readonly string[], b: readonly string[]): number {
  const differs = a.findIndex((token, index) => token !== b[index])
  const shared = differs === -1 ? a : a.slice(0, differs)

  return shared.filter(isWord).length
}

/** Whether all of `part` stands at the beginning of `text`. */
export const isPrefix = (part: readonly string[], text: readonly string[]): boolean =>
  part.length > 0 && part.every((token, index) => token === text[index])

/** Whether all of `part` stands somewhere in `text`, token by token. */
export const isWithin = (part: readonly string[], text: readonly string[]): boolean =>
  text.some((_, start) => isPrefix(part, text.slice(start)))

/** Only the letters and digits: to point at names that look alike, never to link them. */
export const looks = (text: string): string =>
  wordsOf(text.replaceAll('&', ' and '))
    .join('')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
