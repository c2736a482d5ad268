import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'

// No hand-written TypeScript or SDL file above 15 KB: a file that grows beyond it has found a second subject.
const bound = 15 * 1024
const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.graphql'],
  { encoding: 'utf8' },
)
  .split('\n')
  .filter((file) => file !== '' && !file.startsWith('contracts/graph/supergraph'))
const large = files
  .map((file) => ({ file, size: statSync(file, { throwIfNoEntry: false })?.size ?? 0 }))
  .filter(({ size }) => size > bound)

for (const { file, size } of large)
  console.error(`${file} has ${(size / 1024).toFixed(1)} KB; the bound is 15 KB: split it by subject.`)
console.log(`${files.length} files, ${large.length} above 15 KB`)
process.exitCode = large.length === 0 ? 0 : 1
