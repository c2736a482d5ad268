import { randomBytes } from 'node:crypto'
import { chmod, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { z } from 'zod'

import { StackError } from './stack-error.ts'

/** The contexts that have a schema, a login role and a URL of their own. */
export const contexts = [
  'access',
  'customer',
  'catalog',
  'configuration',
  'pricing',
  'quote',
  'approval',
  'order',
  'inventory',
  'worklist',
] as const

/** Every login role that Pactwork's processes use; none of them owns a table. */
export const databaseRoles = [...contexts, 'relay', 'scheduler'].map((name) => `pactwork_${name}`)

const Secrets = z.object({
  /** Superuser of the embedded PostgreSQL. */
  postgres: z.string().min(1),
  /** Login role of the process engine in PostgreSQL. */
  engineDatabase: z.string().min(1),
  /** Technical user of the engine's REST API. */
  engine: z.string().min(1),
  databaseRoles: z.record(z.string(), z.string().min(1)),
  /** Password of the embedded Redis. */
  redis: z.string().min(1).default(password),
})

export type Secrets = z.infer<typeof Secrets>

/**
 * The passwords of one data folder, made the first time and kept beside the data they open. A role that a later
 * version adds gets its password when it is first asked for.
 */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json')
  const kept = await readSecrets(file)

  const secrets: Secrets = {
    postgres: kept?.postgres ?? password(),
    engineDatabase: kept?.engineDatabase ?? password(),
    engine: kept?.engine ?? password(),
    redis: kept?.redis ?? password(),
    databaseRoles: Object.fromEntries(
      databaseRoles.map((role) => [role, kept?.databaseRoles[role] ?? password()]),
    ),
  }

  await writePrivate(file, secrets)
  return secrets
}

/** Writes JSON that only its owner may read; complete or not at all. */
export async function writePrivate(file: string, content: unknown): Promise<void> {
  const draft = `${file}.draft`

  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  await chmod(draft, 0o600)
  await rename(draft, file)
}

async function readSecrets(file: string): Promise<Secrets | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined

  try {
    return Secrets.parse(JSON.parse(text))
  } catch {
    throw new StackError(
      `${file} is damaged and nothing else knows the passwords of that data: start again with --reset.`,
    )
  }
}

function password(): string {
  return randomBytes(24).toString('base64url')
}
