import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { runCommand } from './command.ts'
import { migrationEnvironment } from './environment.ts'
import type { EnvironmentInput } from './environment.ts'
import { telling } from './log-file.ts'
import { root } from './paths.ts'
import { StackError } from './stack-error.ts'
import type { Progress } from './stack-error.ts'

/** Brings schemas, roles and tables up to date, as the superuser and in a process of its own: no other has that URL. */
export async function migrate(
  input: EnvironmentInput,
  env: Record<string, string>,
  progress: Progress,
): Promise<void> {
  const since = Date.now()
  const logFile = join(input.dataDir, 'logs', 'migrate.log')
  const { code, output } = await runCommand(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'subgraphs/host/src/migrate.ts'],
    {
      cwd: root,
      env: { ...env, ...migrationEnvironment(input) },
    },
  )

  await mkdir(join(input.dataDir, 'logs'), { recursive: true })
  await writeFile(logFile, output)
  if (code !== 0) {
    throw new StackError(
      `The database could not be migrated${output ? ` ("${telling(output)}")` : ''}: read ${logFile}.`,
    )
  }
  progress(`database migrated in ${((Date.now() - since) / 1000).toFixed(1)} s`)
}
