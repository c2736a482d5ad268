import { constants } from 'node:fs'
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { z } from 'zod'

/** The files of a folder as the mutation `importCatalog` takes them. */
export type CatalogFolder = {
  files: { path: string; text: string }[]
  /** What `links.json` states, if the folder has one. */
  links?: z.infer<typeof linkFile>['links']
  /** Files that are no JSON by their name; they were left out. */
  ignored: string[]
}

/** One thing that keeps a folder from being imported. */
export type FolderProblem = { file: string; code: string; message: string }

/** A folder that cannot be imported; nothing of it was sent. */
export class CatalogFolderError extends Error {
  readonly problems: readonly FolderProblem[]
  constructor(folder: string, problems: readonly FolderProblem[]) {
    const lines = problems.map(({ file, code, message }) => `  ${file}: ${code}: ${message}`)
    super(`The catalog folder ${folder} cannot be imported:\n${lines.join('\n')}`)
    this.name = 'CatalogFolderError'
    this.problems = problems
  }
}

/** As much as one file may have; the import refuses more as well. */
export const largestFile = 10 * 1024 * 1024

const end = z.strictObject({
  type: z.enum(['ProductOffering', 'ProductOfferingPrice', 'ProductSpecification']),
  id: z.string().optional(),
  productNumber: z.string().optional(),
  name: z.string().optional(),
})
const linkFile = z.strictObject({ links: z.array(z.strictObject({ from: end, to: end })) })

/**
 * Reads a folder of TMF620 payloads, its subfolders included, in the order of paths. A file that is too large, no
 * file, not UTF-8 or a symbolic link out of the folder refuses the whole folder with a sentence for each.
 */
export async function readCatalogFolder(folder: string): Promise<CatalogFolder> {
  const root = await realpath(folder).catch(() =>
    refuse(folder, '.', 'NOT_A_FOLDER', 'There is no such folder.'),
  )
  if (!(await stat(root)).isDirectory()) refuse(folder, '.', 'NOT_A_FOLDER', 'It is not a folder.')

  const walked: Walked = { files: [], ignored: [], problems: [] }
  await walk({ root, folder: root, seen: new Set([root]) }, walked)
  const links = readLinks(walked)
  if (walked.problems.length > 0) throw new CatalogFolderError(folder, walked.problems)

  const files = walked.files.filter(({ path }) => path !== 'links.json')
  if (files.length === 0) refuse(folder, '.', 'EMPTY', 'It has no file that ends in .json.')

  return { files, ...(links && { links }), ignored: walked.ignored }
}

type Walked = { files: { path: string; text: string }[]; ignored: string[]; problems: FolderProblem[] }
type Step = { root: string; folder: string; seen: Set<string> }

async function walk({ root, folder, seen }: Step, walked: Walked): Promise<void> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).toSorted()

  for (const name of names) {
    const path = relative(root, join(folder, name)).split(sep).join('/')
    const problem = (code: string, message: string) =>
      void walked.problems.push({ file: path, code, message })
    const real = await realpath(join(folder, name)).catch(() => undefined)
    if (real === undefined) {
      problem('NOT_A_FILE', 'The link leads nowhere.')
      continue
    }
    const isInside = real === root || real.startsWith(root + sep)
    const kind = await stat(real)
    if (kind.isDirectory() || name.endsWith('.json')) {
      if (!isInside) problem('LINK_LEAVES_FOLDER', 'The link leads out of the folder.')
      else if (kind.isDirectory()) {
        if (seen.has(real)) continue
        seen.add(real)
        await walk({ root, folder: join(folder, name), seen }, walked)
      } else await readInto(real, path, walked)
    } else walked.ignored.push(path)
  }
}

/** Reads what was opened, not what the path names a moment later; never waits for a pipe. */
async function readInto(real: string, path: string, walked: Walked): Promise<void> {
  const problem = (code: string, message: string) => void walked.problems.push({ file: path, code, message })
  const handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => undefined)
  if (!handle) return problem('NOT_A_FILE', 'It cannot be opened.')

  try {
    const kind = await handle.stat()
    if (!kind.isFile()) return problem('NOT_A_FILE', 'It is not a regular file.')
    if (kind.size > largestFile) {
      return problem('FILE_TOO_LARGE', `It has ${kind.size} bytes; ${largestFile} are allowed.`)
    }

    const text = decode(await handle.readFile())
    if (text === undefined) return problem('NOT_UTF8', 'It is not text in UTF-8.')
    walked.files.push({ path, text })
  } finally {
    await handle.close()
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Links stated by hand stand in `links.json` at the top of the folder; they override every rule. */
function readLinks({ files, problems }: Walked): z.infer<typeof linkFile>['links'] | undefined {
  const file = files.find(({ path }) => path === 'links.json')
  if (!file) return undefined

  const parsed = linkFile.safeParse(parse(file.text))
  if (parsed.success) return parsed.data.links
  for (const { path, message } of parsed.error.issues) {
    problems.push({
      file: file.path,
      code: 'WRONG_TYPE',
      message: `${path.join('.') || 'the file'}: ${message}`,
    })
  }

  return undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refuse(folder: string, file: string, code: string, message: string): never {
  throw new CatalogFolderError(folder, [{ file, code, message }])
}
