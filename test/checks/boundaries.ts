import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root, workFolder } from '../stack/paths.ts'

// The tool passes with "0 modules" when it cannot read TypeScript, so the check first plants a violation of each
// kind, in a tree of the same shape, and expects it to be found; only then its silence means something.
const folders = ['contracts', 'subgraphs', 'gateway', 'workflow', 'test']
const rules = join(root, '.dependency-cruiser.cjs')

const planted = [
  {
    rule: 'context-knows-no-context',
    file: 'subgraphs/quote/src/planted.ts',
    imports: 'subgraphs/order/src/index.ts',
  },
  {
    rule: 'kernel-knows-no-context',
    file: 'subgraphs/kernel/src/planted.ts',
    imports: 'subgraphs/quote/src/index.ts',
  },
  {
    rule: 'treaty-knows-no-context',
    file: 'subgraphs/treaty/src/planted.ts',
    imports: 'subgraphs/order/src/index.ts',
  },
  {
    rule: 'contracts-import-nothing-of-ours',
    file: 'contracts/src/planted.ts',
    imports: 'subgraphs/kernel/src/ids.ts',
  },
  {
    rule: 'gateway-stays-outside',
    file: 'gateway/src/planted.ts',
    imports: 'subgraphs/kernel/src/command.ts',
  },
  {
    rule: 'workers-call-commands-only',
    file: 'workflow/planted.ts',
    imports: 'subgraphs/order/src/index.ts',
  },
  {
    rule: 'rules-are-pure',
    file: 'subgraphs/quote/src/planted.rules.ts',
    imports: 'subgraphs/kernel/src/clock.ts',
  },
  { rule: 'rules-touch-no-node', file: 'subgraphs/quote/src/planted.rules.ts', imports: 'node:fs' },
  { rule: 'no-circles', file: 'subgraphs/quote/src/one.ts', imports: 'subgraphs/quote/src/other.ts' },
]

for (const { rule, file, imports } of planted) {
  const tree = join(workFolder, 'boundaries', rule)
  rmSync(tree, { recursive: true, force: true })
  plant(tree, file, imports)
  if (!imports.startsWith('node:')) plant(tree, imports, rule === 'no-circles' ? file : undefined)
  const { stdout } = cruise(tree, [file.split('/')[0] ?? ''])
  if (!stdout.includes(rule))
    fail(`the planted violation of ${rule} (${file} imports ${imports}) was not found`)
}

const { status, stdout, stderr } = cruise(root, folders)
if (status !== 0) fail(`${stdout}\n${stderr}`)
console.log(
  `${planted.length} planted violations found; ${/\d+ modules, \d+ dependencies/.exec(stdout)?.[0] ?? 'no count'} cruised`,
)

function cruise(cwd: string, what: string[]) {
  return spawnSync('depcruise', ['--config', rules, ...what], { cwd, encoding: 'utf8' })
}

function plant(tree: string, file: string, imports?: string): void {
  const path = join(tree, file)
  mkdirSync(dirname(path), { recursive: true })
  const target = imports?.startsWith('node:') ? imports : imports && `./${relative(dirname(file), imports)}`
  writeFileSync(
    path,
    target ? `import * as planted from '${target}'\nexport { planted }\n` : 'export const nothing = 0\n',
  )
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
