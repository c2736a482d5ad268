import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

import { runCommand, withTicks } from './command.ts'
import { withLock } from './lock.mjs'
import { root, workFolder } from './paths.ts'
import { StackError } from './stack-error.ts'
import type { Progress } from './stack-error.ts'

const module = join(root, 'workflow/engine')

export type JavaArtefact = 'kafka' | 'engine' | 'redis'

const artefacts = {
  kafka: {
    pom: 'kafka/pom.xml',
    sources: ['kafka/pom.xml'],
    makes: 'target/kafka',
    what: 'fetching Kafka (44 MB)',
  },
  engine: {
    pom: 'pom.xml',
    sources: ['pom.xml', 'src'],
    makes: 'target/engine',
    what: 'building the process engine',
  },
  redis: {
    pom: 'redis/pom.xml',
    sources: ['redis/pom.xml'],
    makes: 'target/redis',
    what: 'fetching Redis (26 MB)',
  },
}

/** The folder with `engine.jar` and the jars it names. */
export const engineFolder = join(module, artefacts.engine.makes)

/** The folder with Kafka's jars. */
export const kafkaJars = join(module, artefacts.kafka.makes)

/** The folder with Redis servers for the usual platforms. */
export const redisServers = join(module, artefacts.redis.makes)

/** `java` of JAVA_HOME, else of PATH. */
export function javaCommand(): string {
  return process.env['JAVA_HOME'] ? join(process.env['JAVA_HOME'], 'bin', 'java') : 'java'
}

/** Stops with one sentence unless Java 17 or newer is there. Answers its full version text. */
export async function requireJava(): Promise<string> {
  const { code, output } = await runCommand(javaCommand(), ['-version'])
  const advice =
    'install a JDK 17 or newer (Debian, Ubuntu: apt-get install openjdk-17-jdk-headless maven), or name running servers by PACTWORK_KAFKA_BROKERS and PACTWORK_ENGINE_URL'
  if (code !== 0)
    throw new StackError(`Kafka and Camunda need Java and \`${javaCommand()}\` does not run: ${advice}.`)

  const major = Number(/version "(\d+)/.exec(output)?.[1] ?? 0)
  if (major < 17)
    throw new StackError(`Kafka and Camunda need Java 17 or newer and this is Java ${major}: ${advice}.`)

  return output
}

/** Has Maven make the artefact, only when its sources changed since; one build at a time on the machine. */
export async function ensureBuilt(name: JavaArtefact, progress: Progress): Promise<void> {
  const { pom, makes, what } = artefacts[name]
  const hash = await hashOf(name)
  const stamp = join(module, 'target', `.built-${name}`)
  const isCurrent = async () => existsSync(join(module, makes)) && (await readText(stamp)) === hash
  if (await isCurrent()) return

  await withLock(
    join(workFolder, 'maven.lock'),
    async () => {
      if (await isCurrent()) return

      progress(`${what} with Maven, once`)
      await withTicks(what, progress, () => maven(pom, name))
      if (name === 'engine') await unpackEngine()
      await writeFile(stamp, hash)
    },
    (pid) => pid !== process.pid && progress(`waiting for another run (process ${pid}) that runs Maven`),
  )
}

async function maven(pom: string, name: JavaArtefact): Promise<void> {
  const logFile = join(workFolder, 'logs', `maven-${name}.log`)
  const command = process.platform === 'win32' ? 'mvn.cmd' : 'mvn'
  const { code, output } = await runCommand(command, ['-B', '-ntp', '-q', '-f', join(module, pom), 'package'])

  await mkdir(join(workFolder, 'logs'), { recursive: true })
  await writeFile(logFile, output)
  if (code !== 0) throw new StackError(explainMaven(code, output, logFile))
}

/** Jars within a jar are read slowly and cannot be archived: unpacked, the engine is up in half the time. */
async function unpackEngine(): Promise<void> {
  const jar = join(module, 'target/engine.jar')
  await rm(engineFolder, { recursive: true, force: true })
  const { code, output } = await runCommand(javaCommand(), [
    '-Djarmode=tools',
    '-jar',
    jar,
    'extract',
    '--destination',
    engineFolder,
  ])
  if (code !== 0) throw new StackError(`${jar} cannot be unpacked: ${output.trim().split('\n').at(-1)}.`)
}

function explainMaven(code: number | string, output: string, logFile: string): string {
  if (code === 'ENOENT') {
    return 'Maven is needed to build the process engine and `mvn` was not found: install it (Debian, Ubuntu: apt-get install maven).'
  }
  if (
    /offline mode|Could not transfer|Unknown host|Connection refused|Connect to .* failed|Network is unreachable/i.test(
      output,
    )
  ) {
    return `Maven cannot reach its repository, so Kafka and Camunda could not be fetched: check the network and the mirror in Maven's settings.xml (log: ${logFile}).`
  }
  if (/No compiler is provided|release version \d+ not supported/.test(output)) {
    return `Maven found a Java that cannot compile for 17: install a JDK 17 or newer, not only a runtime, and let JAVA_HOME name it (log: ${logFile}).`
  }
  if (/No space left/.test(output))
    return `The disk is full, so Maven could not build: free about 1 GB (log: ${logFile}).`

  return `Maven failed (${code}): read ${logFile}.`
}

async function hashOf(name: JavaArtefact): Promise<string> {
  const hash = createHash('sha256')

  for (const source of artefacts[name].sources) {
    for (const file of await filesOf(join(module, source)))
      hash.update(relative(module, file)).update(await readFile(file))
  }

  return hash.digest('hex')
}

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined)
  if (!entries) return [path]

  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}
