import { madeBy, type Artifact } from './artifact.ts'
import type { TransitionTable } from './transition-tables.ts'

/** docs/states.md: every status of the system, what leads where, as a table and as a picture. */
export function statesPage(tables: readonly TransitionTable[]): Artifact {
  return {
    path: 'docs/states.md',
    content: `${[
      '# States',
      madeBy('the transition tables in subgraphs/*/src'),
      'The code decides by these same tables: a move that is not listed here does not happen. A state without a way out is final.',
      ...tables.map(section),
    ].join('\n\n')}\n`,
  }
}

const section = (table: TransitionTable): string =>
  [
    `## ${table.title} (${table.context})`,
    `${table.about} [${table.file}](../${table.file})`.trim(),
    [
      '| State | By | Becomes |',
      '| --- | --- | --- |',
      ...table.states.flatMap((state) => rows(table, state)),
    ].join('\n'),
    ['```mermaid', 'stateDiagram-v2', ...diagram(table), '```'].join('\n'),
  ].join('\n\n')

function rows({ moves }: TransitionTable, state: string): string[] {
  const own = moves.filter(({ from }) => from === state)
  if (own.length === 0) return [`| \`${state}\` | | final |`]
  if (own.every(({ command }) => command === null))
    return [`| \`${state}\` | | ${own.map(({ to }) => `\`${to}\``).join(', ')} |`]

  return own.map(({ command, to }) => `| \`${state}\` | \`${command}\` | \`${to}\` |`)
}

/** Moves between the same two states are one arrow; what keeps its state is in the table only. */
function diagram({ moves }: TransitionTable): string[] {
  const arrows = Map.groupBy(
    moves.filter(({ from, to }) => from !== to),
    ({ from, to }) => `${from} --> ${to}`,
  )

  return [...arrows].map(([arrow, same]) => {
    const commands = same.map(({ command }) => command).filter((command) => command !== null)
    return `  ${arrow}${commands.length > 0 ? `: ${commands.join(', ')}` : ''}`
  })
}
