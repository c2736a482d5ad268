import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { root } from '../stack/paths.ts'

/** One move: from a state by a command (where the table names it) to a state. */
export type Move = { readonly from: string; readonly command: string | null; readonly to: string }

export type TransitionTable = {
  readonly context: string
  /** `Quote`, `Fulfillment item`. */
  readonly title: string
  readonly file: string
  /** What its comment says. */
  readonly about: string
  readonly states: readonly string[]
  readonly moves: readonly Move[]
}

const declaration = /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?export const (transitions|\w+Transitions)\b/g
const shape = z.record(z.string(), z.union([z.array(z.string()), z.record(z.string(), z.string())]))

/** Every exported transition table of the contexts and the treaty kit, read from the value that the code uses. */
export async function transitionTables(): Promise<TransitionTable[]> {
  const files = globSync('subgraphs/*/src/**/*.ts', { cwd: root }).filter(
    (file) => !file.endsWith('.spec.ts'),
  )
  const tables = await Promise.all(files.toSorted().map(tablesIn))

  return tables.flat()
}

async function tablesIn(file: string): Promise<TransitionTable[]> {
  const found = [...readFileSync(join(root, file), 'utf8').matchAll(declaration)]
  if (found.length === 0) return []

  const exports: Record<string, unknown> = await import(pathToFileURL(join(root, file)).href)

  const tables = found.filter(([, , name = '']) => typeof exports[name] !== 'function')

  return tables.map(([, comment = '', name = '']) => ({
    context: file.split('/')[1] ?? '',
    title: titleOf(name, file),
    file,
    about: sentences(comment),
    ...movesOf(shape.parse(exports[name])),
  }))
}

/** The moves of a table of either form: state → states, or state → command → state. */
export function movesOf(table: z.infer<typeof shape>): { states: string[]; moves: Move[] } {
  const moves = Object.entries(table).flatMap(([from, next]): Move[] =>
    Array.isArray(next)
      ? next.map((to) => ({ from, command: null, to }))
      : Object.entries(next).map(([command, to]) => ({ from, command, to })),
  )

  return { states: Object.keys(table), moves }
}

function titleOf(name: string, file: string): string {
  const noun =
    name === 'transitions'
      ? (file.split('/').at(-1) ?? '').replace('.ts', '')
      : name.replace('Transitions', '')
  const words = noun
    .replaceAll(/([A-Z])/g, ' $1')
    .replaceAll('-', ' ')
    .toLowerCase()

  return words.charAt(0).toUpperCase() + words.slice(1)
}

const sentences = (comment: string): string =>
  comment
    .split('\n')
    .map((line) => line.trim().replace(/^\*\s?/, ''))
    .join(' ')
    .trim()
