import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../stack/paths.ts'

// The tool passes with "0 modules" when it cannot read TypeScript, so the check first plants a violation of each
// kind and expects it to be found; only then its silence means something.
const folders = ['contracts', 'subgraphs', 'gateway', 'workflow', 'test']

const planted = [
  {
    rule: 'context-knows-no-context',
    file: 'subgraphs/quote/src/planted.ts',
    imports: '@pactwork/order/index',
  },
  {
    rule: 'kernel-knows-no-context',
    file: 'subgraphs/kernel/src/planted.ts',
    imports: '@pactwork/quote/index',
  },
  {
    rule: 'contracts-import-nothing-of-ours',
    file: 'contracts/src/planted.ts',
    imports: '@pactwork/kernel/ids',
  },
  { rule: 'gateway-stays-outside', file: 'gateway/src/planted.ts', imports: '@pactwork/kernel/command' },
  { rule: 'workers-call-commands-only', file: 'workflow/planted.ts', imports: '@pactwork/order/index' },
  { rule: 'rules-are-pure', file: 'subgraphs/quote/src/planted.rules.ts', imports: '@pactwork/kernel/clock' },
  { rule: 'rules-touch-no-node', file: 'subgraphs/quote/src/planted.rules.ts', imports: 'node:fs' },
]

const cruise = () =>
  spawnSync('depcruise', ['--config', '.dependency-cruiser.cjs', ...folders], { cwd: root, encoding: 'utf8' })

for (const { rule, file, imports } of planted) {
  const path = join(root, file)
  try {
    writeFileSync(path, `import * as planted from '${imports}'\nexport { planted }\n`)
    const { stdout } = spawnSync('depcruise', ['--config', '.dependency-cruiser.cjs', file], {
      cwd: root,
      encoding: 'utf8',
    })
    if (!stdout.includes(rule))
      fail(`the planted violation of ${rule} (${file} imports ${imports}) was not found`)
  } finally {
    rmSync(path, { force: true })
  }
}

const { status, stdout, stderr } = cruise()
if (status !== 0) fail(`${stdout}\n${stderr}`)
console.log(
  `${planted.length} planted violations found; ${/\d+ modules, \d+ dependencies/.exec(stdout)?.[0] ?? 'no count'} cruised`,
)

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
