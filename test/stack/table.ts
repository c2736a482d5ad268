import { join, relative } from 'node:path'

import type { JourneyResult } from './journey-hook.ts'
import { root } from './paths.ts'
import type { Stack } from './stack.ts'

/** What a newcomer needs next: addresses, personas, logs. As JSON it is one object on standard output and nothing else. */
export function printTable(stack: Stack, result: JourneyResult | undefined, json: boolean): void {
  const logs = Object.fromEntries([...stack.processes.values()].map(({ name, logFile }) => [name, logFile]))

  if (json) {
    const { completed = false, personas = [], next = [] } = result ?? {}
    console.log(
      JSON.stringify({ urls: stack.urls, dataDir: stack.dataDir, logs, completed, personas, next }, null, 2),
    )
    return
  }

  section('Addresses', Object.entries(stack.urls))
  if (result) {
    section(
      'Personas (more: npm run token -- --as ROLE)',
      result.personas.map(({ name, role, tenant, token }) => [`${name}, ${role} of ${tenant}`, token]),
    )
    section(
      'Try next',
      result.next.map((line) => [line, '']),
    )
  }
  section('Logs', [[relative(root, join(stack.dataDir, 'logs')), Object.keys(logs).join(', ')]])
}

function section(title: string, rows: [string, string][]): void {
  const width = Math.max(...rows.map(([label]) => label.length))

  console.log(`\n${title}`)
  for (const [label, value] of rows) console.log(`  ${label.padEnd(width)}  ${value}`.trimEnd())
}
