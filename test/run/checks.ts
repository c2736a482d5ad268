import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { root } from '../stack/paths.ts'
import { runCommand } from './run-command.ts'
import type { Tally } from './tally.ts'

/** The checks that need nothing running; turbo repeats only those whose inputs changed. */
export const checks = [
  'types',
  'lint',
  'format',
  'boundaries',
  'dead-code',
  'generated',
  'sizes',
  'processes',
] as const

const summary = z.object({
  tasks: z.array(
    z.object({
      task: z.string(),
      execution: z.object({ exitCode: z.int().nullish() }).nullish(),
      cache: z.object({ status: z.string() }),
    }),
  ),
})

/** Runs every check, also after one failed, and counts each as a test. */
export async function runChecks(): Promise<Tally> {
  const runs = join(root, '.turbo/runs')
  rmSync(runs, { recursive: true, force: true })
  mkdirSync(runs, { recursive: true })
  await runCommand(
    'turbo',
    [
      'run',
      ...checks.map((check) => `//#check:${check}`),
      '--continue=always',
      '--summarize',
      '--output-logs=new-only',
      '--concurrency=2',
    ],
    { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
  )
  const [file] = readdirSync(runs)
  const { tasks } = summary.parse(JSON.parse(readFileSync(join(runs, file ?? ''), 'utf8')))
  const passed = checks.filter((check) => {
    const task = tasks.find((one) => one.task === `//#check:${check}` || one.task === `check:${check}`)
    return task !== undefined && (task.cache.status === 'HIT' || task.execution?.exitCode === 0)
  })

  return {
    passed: passed.length,
    failed: checks.length - passed.length,
    skipped: 0,
    titles: passed.map((check) => ({ title: `check ${check}`, file: `npm run check:${check}` })),
  }
}
