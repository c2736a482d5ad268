import type { InferringRule } from './link.ts'
import type { Resource } from './resource.ts'
import { oneOfEach } from './resolve.ts'
import { isPrefix, isWithin, looks, sharedPrefix, wordsOf } from './words.ts'

/** What the texts of a thing that references nothing come to. */
export type Inferred<Target extends Resource> =
  | { outcome: 'FOUND'; target: Target; rule: InferringRule; evidence: string }
  | { outcome: 'AMBIGUOUS'; candidates: readonly Target[]; evidence: string }
  | { outcome: 'NONE'; lookalikes: readonly Target[] }

/** The texts to read: a name, and perhaps a description. */
export type Texts = { readonly name: string; readonly description?: string | undefined }

type Candidate<Target> = { target: Target; words: readonly string[]; looks: string }

/** A shared beginning that is not the whole of a name says something only from this many words on. */
const leastShared = 2

/**
 * Finds what a text is about: the target whose whole name stands in the description (the longest), or begins the
 * name (the longest); when both say something, what both agree on. Failing these, the target that shares the
 * longest beginning with the name. Words are whole and case-folded; a tie is ambiguous (ADR 0002).
 */
export function inferring<Target extends Resource>(
  all: readonly Target[],
): (text: Texts) => Inferred<Target> {
  const candidates = oneOfEach(all).map((target) => ({
    target,
    words: wordsOf(target.name),
    looks: looks(target.name),
  }))

  return (text) => {
    const named = wordsOf(text.name)
    const described = wordsOf(text.description ?? '')
    const byDescription = longest(candidates, (words) => (isWithin(words, described) ? words.length : 0))
    const byName = longest(candidates, (words) => (isPrefix(words, named) ? words.length : 0))
    const saidSo = `The description says "${text.description ?? ''}".`
    const namedSo = `The name "${text.name}" begins with it.`

    if (byDescription.length > 0 && byName.length > 0) {
      const both = byDescription.filter((one) => byName.includes(one))
      const found = both.length > 0 ? both : [...byDescription, ...byName]

      return decide(found, 'NAME_PREFIX', `${namedSo} ${saidSo}`)
    }
    if (byName.length > 0) return decide(byName, 'NAME_PREFIX', namedSo)
    if (byDescription.length > 0) return decide(byDescription, 'DESCRIPTION', saidSo)

    const byBeginning = longest(candidates, (words) => atLeast(leastShared, sharedPrefix(words, named)))
    if (byBeginning.length > 0)
      return decide(byBeginning, 'SHARED_PREFIX', `The name "${text.name}" begins with the same words.`)

    return {
      outcome: 'NONE',
      lookalikes: candidates.filter((one) => looksAlike(one, text.name)).map(({ target }) => target),
    }
  }
}

function decide<Target extends Resource>(
  found: readonly Target[],
  rule: InferringRule,
  evidence: string,
): Inferred<Target> {
  const [target, another] = found
  if (!target) return { outcome: 'NONE', lookalikes: [] }

  return another
    ? { outcome: 'AMBIGUOUS', candidates: found, evidence }
    : { outcome: 'FOUND', target, rule, evidence }
}

function longest<Target>(
  candidates: readonly Candidate<Target>[],
  score: (words: readonly string[]) => number,
): Target[] {
  let best = 1
  let found: Target[] = []
  for (const { target, words } of candidates) {
    const reached = score(words)
    if (reached > best) found = []
    if (reached >= best) found.push(target)
    best = Math.max(best, reached)
  }

  return found
}

const atLeast = (least: number, count: number): number => (count >= least ? count : 0)

/** Names that differ in punctuation, spaces or "&" only: shown to a person, never linked. */
const looksAlike = (candidate: Candidate<unknown>, name: string): boolean =>
  candidate.looks.length > 0 && looks(name).startsWith(candidate.looks)
