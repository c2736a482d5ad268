import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CatalogFolderError, largestFile, readCatalogFolder } from './catalog-folder.ts'

let outside: string
let folder: string

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'catalog-folder-'))
  folder = join(outside, 'catalog')
  await mkdir(join(folder, 'inner'), { recursive: true })
  await writeFile(join(folder, 'b.json'), '{"name":"Bräu"}')
  await writeFile(join(folder, 'inner', 'a.json'), '[]')
})
afterEach(() => rm(outside, { recursive: true }))

const problemsOf = async (path: string): Promise<string[]> => {
  const error: unknown = await readCatalogFolder(path).catch((refused: unknown) => refused)
  if (!(error instanceof CatalogFolderError)) throw new Error('The folder was not refused.')

  return error.problems.map(({ file, code }) => `${file} ${code}`)
}

describe('reading a catalog folder', () => {
  test('takes .json files of it and of its subfolders, and says what it leaves out', async () => {
    await writeFile(join(folder, 'README.md'), 'read me')
    await writeFile(join(folder, '.hidden.json'), '{')

    expect(await readCatalogFolder(folder)).toEqual({
      files: [
        { path: 'b.json', text: '{"name":"Bräu"}' },
        { path: 'inner/a.json', text: '[]' },
      ],
      ignored: ['README.md'],
    })
  })

  test('takes links.json for what it is', async () => {
    const links = [
      { from: { type: 'ProductOfferingPrice', name: 'A' }, to: { type: 'ProductOffering', name: 'B' } },
    ]
    await writeFile(join(folder, 'links.json'), JSON.stringify({ links }))

    const read = await readCatalogFolder(folder)

    expect(read.links).toEqual(links)
    expect(read.files.map(({ path }) => path)).not.toContain('links.json')
  })

  test.each([
    [
      'FILE_TOO_LARGE',
      () =>
        writeFile(join(folder, 'x.json'), '').then(() => truncate(join(folder, 'x.json'), largestFile + 1)),
    ],
    ['NOT_UTF8', () => writeFile(join(folder, 'x.json'), Buffer.from([0x22, 0xff, 0x22]))],
    ['NOT_A_FILE', () => symlink(join(folder, 'gone'), join(folder, 'x.json'))],
    [
      'LINK_LEAVES_FOLDER',
      () =>
        writeFile(join(outside, 'o.json'), '{}').then(() =>
          symlink(join(outside, 'o.json'), join(folder, 'x.json')),
        ),
    ],
  ])('%s refuses the folder', async (code, spoil) => {
    await spoil()

    expect(await problemsOf(folder)).toEqual([`x.json ${code}`])
  })

  test('a linked folder outside refuses, one that leads back is read once', async () => {
    await symlink(folder, join(folder, 'inner', 'again'))
    expect((await readCatalogFolder(folder)).files).toHaveLength(2)

    await symlink(outside, join(folder, 'out'))
    expect(await problemsOf(folder)).toEqual(['out LINK_LEAVES_FOLDER'])
  })

  test('links.json of another shape refuses', async () => {
    await writeFile(join(folder, 'links.json'), '{"links":[{"from":"A"}]}')

    expect(await problemsOf(folder)).toContain('links.json WRONG_TYPE')
  })

  test('what is no folder, or has nothing, is said in a sentence', async () => {
    await mkdir(join(outside, 'empty'))

    expect(await problemsOf(join(outside, 'gone'))).toEqual(['. NOT_A_FOLDER'])
    expect(await problemsOf(join(folder, 'b.json'))).toEqual(['. NOT_A_FOLDER'])
    expect(await problemsOf(join(outside, 'empty'))).toEqual(['. EMPTY'])
  })
})
