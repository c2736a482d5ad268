import { GraphQLError } from 'graphql'
import { clientKey } from '../plan/source-keys.ts'
import type { Complaint } from './complete.ts'
import type { Located, Run } from './run.ts'
import type { Shape } from './shape.ts'
import { pathToArray, type Path } from './tree.ts'

/**
 * The errors of a run as clients are told them: at paths of the client's own keys, each once. A null that nobody
 * explained gets an error of its own; one that lies above a known error does not.
 */
export function errorList(run: Run, shape: Shape) {
  const complaints: GraphQLError[] = []
  let explained: Set<string> | undefined

  return {
    complain(complaint: Complaint, path: Path, what: string): void {
      if (complaint === 'missing') {
        explained ??= explainedBy(run.errors)
        if (explained.has(keyOf(pathToArray(path)))) return
        explain(explained, pathToArray(path))
      }
      complaints.push(complained(complaint, path, what))
    },
    told: (): GraphQLError[] =>
      once([
        ...run.errors.filter(({ silent }) => !silent).map((error) => telling(error, shape)),
        ...complaints,
      ]),
  }
}

const keyOf = (path: readonly (string | number)[]): string => JSON.stringify(path)

/** All places at or above which an error is known. */
function explainedBy(errors: readonly Located[]): Set<string> {
  const places = new Set<string>()
  for (const { path } of errors) explain(places, pathToArray(path))

  return places
}

function explain(places: Set<string>, path: readonly (string | number)[]): void {
  for (let length = path.length; length >= 0; length -= 1) places.add(keyOf(path.slice(0, length)))
}

const complained = (complaint: Complaint, path: Path, what: string): GraphQLError => {
  const at = pathToArray(path).map((key) => (typeof key === 'string' ? clientKey(key) : key))
  switch (complaint) {
    case 'forbidden':
      return new GraphQLError('You may not see this.', { path: at, extensions: { code: 'FORBIDDEN' } })
    case 'missing':
      return new GraphQLError('Cannot return null for a non-nullable field.', {
        path: at,
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      })
    case 'invalid':
      return new GraphQLError(`What came is not ${what}.`, {
        path: at,
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      })
  }
}

function telling({ path, message, extensions }: Located, shape: Shape): GraphQLError {
  const at = visible(pathToArray(path), shape)

  return new GraphQLError(message, { ...(at.length > 0 && { path: at }), ...(extensions && { extensions }) })
}

/** A path in the client's keys, up to what the client selected: a field that only the plan needs is not shown. */
function visible(path: readonly (string | number)[], root: Shape): (string | number)[] {
  const seen: (string | number)[] = []
  let shape: Shape | 'leaf' | undefined = root
  for (const element of path) {
    if (typeof element === 'number') {
      seen.push(element)
      continue
    }
    const key = clientKey(element)
    shape = shape === 'leaf' ? undefined : shape?.under(key)
    if (shape === undefined) break
    seen.push(key)
  }

  return seen
}

function once(errors: readonly GraphQLError[]): GraphQLError[] {
  const known = new Set<string>()
  return errors.filter(({ path, message }) => {
    const key = `${keyOf(path ?? [])} ${message}`
    return known.has(key) ? false : known.add(key)
  })
}
