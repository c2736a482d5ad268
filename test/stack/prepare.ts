import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { runCommand } from './command.ts'
import { withLock } from './lock.mjs'
import { root, workFolder } from './paths.ts'
import { messageOf, StackError } from './stack-error.ts'

/** Run by the bootstrap before any script: what is generated and not committed is there and up to date afterwards. */
try {
  await generateClients()
} catch (error) {
  console.error(error instanceof StackError ? `pactwork: ${messageOf(error)}` : error)
  process.exitCode = 1
}

type Client = { context: string; schema: string; folder: string; hash: string }

async function generateClients(): Promise<void> {
  if ((await outdated()).length === 0) return

  await withLock(
    join(workFolder, 'prisma.lock'),
    async () => {
      const clients = await outdated()
      if (clients.length === 0) return

      console.error(
        `pactwork: generating the database clients of ${clients.map(({ context }) => context).join(', ')}`,
      )
      // Two at a time: the generator is bound by the processor.
      const half = Math.ceil(clients.length / 2)
      await Promise.all([generateEach(clients.slice(0, half)), generateEach(clients.slice(half))])
    },
    (pid) =>
      console.error(`pactwork: waiting for another run (process ${pid}) that generates the database clients`),
  )
}

async function outdated(): Promise<Client[]> {
  const contexts = await readdir(join(root, 'prisma')).catch(() => [])
  const version = await readFile(join(root, 'node_modules/prisma/package.json'), 'utf8')
  const clients: Client[] = []

  for (const context of contexts) {
    const schema = join(root, 'prisma', context, 'schema.prisma')
    const text = await readFile(schema).catch(() => undefined)
    if (text === undefined) continue

    const folder = join(root, 'subgraphs', context, 'generated')
    const hash = createHash('sha256').update(version).update(text).digest('hex')
    const stamped = await readFile(join(folder, '.prisma-stamp'), 'utf8').catch(() => undefined)
    if (stamped !== hash || !existsSync(join(folder, 'prisma')))
      clients.push({ context, schema, folder, hash })
  }

  return clients
}

async function generateEach(clients: Client[]): Promise<void> {
  for (const client of clients) await generate(client)
}

async function generate({ context, schema, folder, hash }: Client): Promise<void> {
  const { code, output } = await runCommand(
    process.execPath,
    [join(root, 'node_modules/prisma/build/index.js'), 'generate', `--schema=${schema}`, '--no-hints'],
    {
      cwd: root,
      env: {
        ...process.env,
        // The client needs no engine; naming any existing file keeps the generator from downloading one.
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
    },
  )
  if (code !== 0)
    throw new StackError(`Prisma cannot generate the client of ${context} from ${schema}:\n${output.trim()}`)

  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, '.prisma-stamp'), hash)
}
