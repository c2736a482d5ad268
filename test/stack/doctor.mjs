// `npm run doctor`. Plain JavaScript for Node 18 and later, with nothing installed: it is for machines where nothing works.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import { cpus, freemem, homedir, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const gigabyte = 2 ** 30

const fine = (what) => ({ ok: true, what })
const failed = (what, advice) => ({ ok: false, what, advice })

/** Each answers what it saw, and when that will not do, what to do. They need nothing of one another. */
const checks = {
  Node: checkNode,
  npm: checkNpm,
  Java: checkJava,
  Maven: checkMaven,
  'npm registry': checkRegistry,
  'Maven repository': checkRepository,
  Ports: checkPorts,
  Memory: checkMemory,
  Disk: checkDisk,
  PostgreSQL: checkPostgres,
  Redis: checkRedis,
}

const results = await Promise.all(
  Object.entries(checks).map(async ([name, check]) => ({
    name,
    ...(await check().catch((error) => failed(error.message, 'report this: the check itself broke'))),
  })),
)

for (const { name, ok, what, advice } of results) {
  console.log(
    `${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(17)} ${what}${ok ? '' : `\n${' '.repeat(26)}→ ${advice}`}`,
  )
}

const bad = results.filter((result) => !result.ok)
console.log(
  bad.length === 0
    ? '\nThis machine can run Pactwork: npm start'
    : `\n${bad.length} of ${results.length} checks failed.`,
)
process.exitCode = bad.length === 0 ? 0 : 1

async function checkNode() {
  const version = process.versions.node
  const major = Number(version.split('.')[0])
  const packaged = ['linux-x64', 'linux-arm64', 'win32-x64'].includes(`${process.platform}-${process.arch}`)

  if (major >= 24) return fine(version)
  if (major >= 20 && packaged) return fine(`${version}; Node 24 comes with the dependencies`)

  return failed(
    version,
    packaged
      ? 'install Node.js 20 or later'
      : `install Node.js 24 or later: the project brings none for ${process.platform}-${process.arch}`,
  )
}

async function checkNpm() {
  const { code, output } = await run('npm', ['--version'])

  return code === 0 ? fine(output.trim()) : failed('`npm` does not run', 'install npm: it comes with Node.js')
}

async function checkJava() {
  if (process.env.PACTWORK_KAFKA_BROKERS && process.env.PACTWORK_ENGINE_URL)
    return fine('not needed: Kafka and the engine are given')

  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java'
  const compiler = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'javac') : 'javac'
  const advice = 'install a JDK 17 or newer (Debian, Ubuntu: apt-get install openjdk-17-jdk-headless)'
  const [{ code, output }, compile] = await Promise.all([
    run(java, ['-version']),
    run(compiler, ['-version']),
  ])

  if (code !== 0)
    return failed(
      `\`${java}\` does not run`,
      `${advice}${process.env.JAVA_HOME ? ', or correct JAVA_HOME' : ''}`,
    )
  const version = /version "([^"]+)"/.exec(output)?.[1] ?? 'of unknown version'
  if (Number.parseInt(version, 10) < 17) return failed(version, advice)
  if (compile.code !== 0) return failed(`${version}, but only a runtime`, advice)

  return fine(version)
}

async function checkMaven() {
  const { code, output } = await run('mvn', ['--version'])
  if (code !== 0)
    return failed('`mvn` does not run', 'install Maven 3.8 or newer (Debian, Ubuntu: apt-get install maven)')

  return fine(/Apache Maven ([\d.]+)/.exec(output)?.[1] ?? 'there')
}

async function checkRegistry() {
  const wanted =
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies?.prisma ?? 'latest'
  const { code } = await run('npm', [
    'view',
    `prisma@${wanted}`,
    'version',
    '--fetch-retries=0',
    '--fetch-timeout=15000',
  ])
  if (code === 0) return fine('reached')
  if (existsSync(join(root, 'node_modules', '.pactwork-install')))
    return fine('not reached, and not needed: the dependencies are installed')

  return failed('not reached', 'check the network, the proxy, and `npm config get registry`')
}

/** Offline first: what an earlier build left is enough. Otherwise one small artefact is asked for, into an empty folder. */
async function checkRepository() {
  const engine = join(root, 'workflow', 'engine', 'target')
  if (existsSync(join(engine, 'engine')) && existsSync(join(engine, 'kafka')))
    return fine('not needed: the Java parts are built')

  const scratch = mkdtempSync(join(tmpdir(), 'pactwork-doctor-'))
  try {
    const { code } = await run('mvn', [
      '-B',
      '-q',
      '-ntp',
      `-Dmaven.repo.local=${scratch}`,
      '-f',
      join(root, 'workflow', 'engine', 'pom.xml'),
      'validate',
    ])
    if (code === 0) return fine('reached')
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }

  const known = existsSync(join(homedir(), '.m2', 'repository', 'org', 'camunda'))
  return failed(
    'not reached',
    `check the network and the mirror in Maven's settings.xml${known ? ' (an earlier build may do: try npm start)' : ''}`,
  )
}

async function checkPorts() {
  if (process.env.PACTWORK_PORTS === 'free') return fine('chosen when it starts')

  // The list is TypeScript, which this Node may not read; its lines are plain enough.
  const source = readFileSync(join(root, 'test', 'stack', 'ports.ts'), 'utf8')
  const list = /fixedPorts = \{([^}]*)\}/.exec(source)?.[1] ?? ''
  const ports = [
    ...new Set([...list.matchAll(/: ([\d_]+)/g)].map(([, port]) => Number(port.replaceAll('_', '')))),
  ]
  const taken = []
  for (const port of ports) if (!(await isFree(port))) taken.push(port)

  if (taken.length === 0) return fine(`${ports.length} free, ${Math.min(...ports)} to ${Math.max(...ports)}`)
  if (taken.length === ports.length - 2) return fine('taken by a Pactwork that runs')

  return failed(
    `${taken.join(', ')} taken`,
    'stop the programs that listen there (perhaps a Pactwork that runs), or start with PACTWORK_PORTS=free',
  )
}

async function checkMemory() {
  const limit = containerLimit()
  const total = Math.min(totalmem(), limit)
  const text = `${(total / gigabyte).toFixed(1)} GB, ${(availableMemory() / gigabyte).toFixed(1)} GB available, ${cpus().length} processors`
  if (total < 3.5 * gigabyte) return failed(text, 'give the machine or the container 4 GB')
  if (availableMemory() < 2 * gigabyte) return failed(text, 'end other programs: Pactwork wants about 2 GB')

  return fine(text)
}

function availableMemory() {
  try {
    return Number(/MemAvailable:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024
  } catch {
    return freemem()
  }
}

function containerLimit() {
  try {
    return Number.parseInt(readFileSync('/sys/fs/cgroup/memory.max', 'utf8'), 10) || Number.POSITIVE_INFINITY
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

async function checkDisk() {
  const { bavail, bsize } = statfsSync(root)
  const text = `${((bavail * bsize) / gigabyte).toFixed(1)} GB free`

  return bavail * bsize > 3 * gigabyte
    ? fine(text)
    : failed(text, 'free 3 GB: dependencies, Java parts and data need about 2 GB')
}

async function checkPostgres() {
  if (process.env.PACTWORK_DATABASE_URL) return fine('not needed: PACTWORK_DATABASE_URL is given')
  if (process.getuid?.() !== 0) return fine(`can run as ${process.env.USER ?? 'this user'}`)

  const { code } = await run('id', ['-u', 'postgres'])
  if (code === 0) return fine('can run as user postgres')
  const add = await run('useradd', ['--help'])

  return add.code === 0
    ? fine('can run: a user postgres will be made, because it refuses to run as root')
    : failed('refuses to run as root, and no user postgres can be made', 'run Pactwork as an ordinary user')
}

/** Nothing here fails: Pactwork does without Redis, only slower where answers could be kept. */
async function checkRedis() {
  if (process.env.PACTWORK_REDIS_URL || process.env.REDIS_URL) return fine('given')

  for (const server of ['redis-server', 'valkey-server']) {
    const { code, output } = await run(server, ['--version'])
    if (code === 0) return fine(`${server} ${/v=([\d.]+)/.exec(output)?.[1] ?? ''}`.trim())
  }
  if (existsSync(join(root, 'workflow', 'engine', 'target', 'redis'))) return fine('fetched by Maven')
  const { code } = await run('mvn', ['--version'])

  return fine(code === 0 ? 'none installed; Maven will fetch one' : 'none, and none is needed')
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1' }, () => server.close(() => resolve(true)))
  })
}

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
      shell: process.platform === 'win32',
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.once('error', (error) => resolve({ code: error.code ?? 1, output }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
