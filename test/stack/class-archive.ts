import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { workFolder } from './paths.ts'
import type { ProcessDefinition } from './process.ts'

export type ClassArchive = {
  /** JVM options that use the archive, or make it when there is none yet. */
  leadingArgs: () => string[]
  /** Making it takes some seconds at the end of that one run. */
  stopWithin: number
  afterExit: NonNullable<ProcessDefinition['afterExit']>
}

/**
 * Classes as the JVM has them in memory, written by the first run that ends in order and read by every later one:
 * the servers are up in half the time. Valid for one JDK build and exactly these jars.
 */
export async function classArchive(
  name: string,
  javaVersion: string,
  jarFolder: string,
): Promise<ClassArchive> {
  const folder = join(workFolder, 'cache')
  await mkdir(folder, { recursive: true })

  const archive = join(folder, `${name}-${await fingerprint(javaVersion, jarFolder)}.jsa`)
  const draft = `${archive}.${randomUUID()}`
  const use = () =>
    existsSync(archive) ? `-XX:SharedArchiveFile=${archive}` : `-XX:ArchiveClassesAtExit=${draft}`

  return {
    // An archive that does not fit after all is no error: the JVM goes on without, and need not say so.
    leadingArgs: () => [use(), '-Xlog:disable', '-Xlog:all=error:stderr'],
    stopWithin: 30_000,
    async afterExit({ code }) {
      // 143 is how a JVM ends in order on SIGTERM; only then is the archive complete.
      if (code !== 0 && code !== 143) return rm(draft, { force: true })
      if (!existsSync(draft)) return

      await removeOlder(folder, name)
      await rename(draft, archive)
    },
  }
}

/** Each takes some 50 MB. A JVM that has one mapped goes on with it. */
async function removeOlder(folder: string, name: string): Promise<void> {
  const older = (await readdir(folder)).filter((file) => file.startsWith(`${name}-`) && file.endsWith('.jsa'))
  await Promise.all(older.map((file) => rm(join(folder, file), { force: true })))
}

/** The JVM compares the jars' times and sizes, so a jar that was built again needs an archive of its own. */
async function fingerprint(javaVersion: string, jarFolder: string): Promise<string> {
  const hash = createHash('sha256').update(javaVersion)

  for (const file of (await readdir(jarFolder, { recursive: true })).toSorted()) {
    const { size, mtimeMs } = await stat(join(jarFolder, file))
    hash.update(`${file} ${size} ${mtimeMs}\n`)
  }

  return hash.digest('hex').slice(0, 16)
}
