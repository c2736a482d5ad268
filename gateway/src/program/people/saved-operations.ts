import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Kind, parse } from 'graphql'

/** An operation that a person can open; its title is its own name, or the file's. */
export type SavedOperation = { title: string; query: string }

/** The operations of a folder's `*.graphql` files, by title. A file that cannot be parsed is offered as it is. */
export async function savedOperations(folder: string | undefined): Promise<SavedOperation[]> {
  if (folder === undefined) return []
  const names = (await readdir(folder)).filter((name) => name.endsWith('.graphql'))
  const read = await Promise.all(
    names.map(async (name) => {
      const query = await readFile(join(folder, name), 'utf8')
      return { title: titleOf(query) ?? name.replace(/\.graphql$/, ''), query }
    }),
  )

  return read.toSorted((one, other) => one.title.localeCompare(other.title))
}

function titleOf(query: string): string | undefined {
  try {
    const operation = parse(query).definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
    return operation?.name?.value
  } catch {
    return undefined
  }
}
