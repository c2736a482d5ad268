import { contextNames } from '@pactwork/kernel/contexts'
import { migrate, MigrationConflict } from '@pactwork/kernel/migrate'
import { readConfig } from '@pactwork/kernel/runtime/config'
import { z } from 'zod'

const config = readConfig(
  z.object({
    PACTWORK_DATABASE_URL: z.string().describe('a PostgreSQL login that may create roles and schemas'),
    PACTWORK_DATABASE_PASSWORDS: z
      .string()
      .default('{}')
      .transform((text) => z.record(z.string(), z.string()).parse(JSON.parse(text)))
      .describe('JSON: login role to password'),
  }),
)

try {
  const { applied } = await migrate({
    databaseUrl: config.PACTWORK_DATABASE_URL,
    contexts: contextNames,
    passwords: config.PACTWORK_DATABASE_PASSWORDS,
  })
  process.stdout.write(
    `${JSON.stringify({ level: 'info', applied: applied.length, msg: 'schemas are up to date' })}\n`,
  )
} catch (error) {
  process.stderr.write(`${error instanceof MigrationConflict ? error.message : String(error)}\n`)
  process.exitCode = 1
}
