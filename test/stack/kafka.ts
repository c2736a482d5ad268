import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { classArchive } from './class-archive.ts'
import { javaCommand, kafkaJars } from './java.ts'
import type { ProcessDefinition } from './process.ts'
import { inheritedEnvironment } from './spawn.ts'

export type KafkaOptions = { dataDir: string; port: number; controllerPort: number; javaVersion: string }

/**
 * One Kafka node that is broker and controller. Its data folder needs no format step: before every start the folder
 * gets its `meta.properties` unless it has them, so a folder that was emptied starts as a new, empty cluster.
 */
export async function kafkaProcess({
  dataDir,
  port,
  controllerPort,
  javaVersion,
}: KafkaOptions): Promise<ProcessDefinition> {
  const folder = join(dataDir, 'kafka')
  const properties = join(dataDir, 'kafka.properties')
  const archive = await classArchive('kafka', javaVersion, kafkaJars)

  return {
    name: 'kafka',
    command: javaCommand(),
    args: [
      // Up in half the time: it is a small broker, and the optimising compiler would be at work when it is ready.
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-Xms128m',
      '-Xmx256m',
      '-Dorg.slf4j.simpleLogger.showDateTime=true',
      '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS',
      '-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.config=warn',
      '-cp',
      await classPath(),
      'kafka.Kafka',
      properties,
    ],
    cwd: dataDir,
    env: inheritedEnvironment(),
    readyWithin: 60_000,
    ready: { log: /Kafka Server started/ },
    ...archive,
    async prepare() {
      await writeMetaProperties(folder)
      await writeFile(properties, serverProperties({ folder, port, controllerPort }))
    },
  }
}

async function classPath(): Promise<string> {
  const jars = (await readdir(kafkaJars)).filter((file) => file.endsWith('.jar')).toSorted()

  return jars.map((file) => join(kafkaJars, file)).join(process.platform === 'win32' ? ';' : ':')
}

async function writeMetaProperties(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'meta.properties')
  if (existsSync(file)) return

  const lines = ['version=1', 'node.id=1', `cluster.id=${kafkaUuid()}`, `directory.id=${kafkaUuid()}`]
  await writeFile(file, `${lines.join('\n')}\n`)
}

/** Kafka writes a UUID as 22 characters and refuses one that begins with a dash. */
function kafkaUuid(): string {
  const id = randomBytes(16).toString('base64url')

  return id.startsWith('-') ? kafkaUuid() : id
}

type Listeners = { folder: string; port: number; controllerPort: number }

function serverProperties({ folder, port, controllerPort }: Listeners): string {
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': folder.replaceAll('\\', '/'),
    'auto.create.topics.enable': false,
    'group.initial.rebalance.delay.ms': 0,
    // One node: nothing can be replicated.
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    'log.cleaner.dedupe.buffer.size': 16_777_216,
    // With the defaults a killed broker is refused as a duplicate of itself for eleven seconds.
    'broker.session.timeout.ms': 1500,
    'broker.heartbeat.interval.ms': 250,
  }

  return `${Object.entries(properties)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`
}
