import { readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { z } from 'zod'
import { root, workFolder } from '../stack/paths.ts'
import { runCommand } from './run-command.ts'
import { none, type Tally } from './tally.ts'

const report = z.object({
  success: z.boolean(),
  numFailedTests: z.int(),
  numPassedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  numRuntimeErrorTestSuites: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
})

/** Runs one Jest project. A suite that cannot run counts as a failure; a skip must say why in its title. */
export async function runJest(project: 'unit' | 'stack', args: readonly string[] = []): Promise<Tally> {
  const file = join(workFolder, `jest-${project}.json`)
  rmSync(file, { force: true })
  const code = await runCommand(process.execPath, [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=TimeoutNegativeWarning',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--selectProjects',
    project,
    '--json',
    `--outputFile=${file}`,
    ...args,
  ])
  const parsed = report.safeParse(read(file))
  if (!parsed.success) return { ...none, failed: 1 }

  const { data } = parsed
  const tests = data.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, file: relative(root, name) })),
  )
  const unexplained = tests.filter(
    (test) => ['pending', 'todo'].includes(test.status) && !/\(skipped: .+\)/.test(test.fullName),
  )
  for (const test of unexplained)
    console.error(`skipped without a stated reason: ${test.fullName} (${test.file})`)
  const failed = data.numFailedTests + data.numRuntimeErrorTestSuites + unexplained.length

  return {
    passed: data.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: data.numPendingTests + data.numTodoTests - unexplained.length,
    titles: tests
      .filter((test) => test.status === 'passed')
      .map((test) => ({ title: test.fullName, file: test.file })),
  }
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
