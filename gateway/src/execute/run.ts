import type { GraphQLFormattedError } from 'graphql'
import type { Metrics } from '../observe/metrics.ts'
import type { Operation } from '../operation.ts'
import type { Merging } from './merging.ts'
import type { Brings } from './step.ts'
import type { SubgraphFetch } from './subgraph-fetch.ts'
import type { Target } from './targets.ts'
import type { CallTogether } from './together.ts'
import type { Path, Tree } from './tree.ts'

/** An error of a fetch at its place in the answer. */
export type Located = {
  path: Path | undefined
  message: string
  extensions: GraphQLFormattedError['extensions']
  /** Where the subgraph itself put a null for it, above its path: what is missing there has this reason. */
  lost?: Path | undefined
  /** Explains a null, and is not told: there are too many of its kind. */
  silent?: boolean
  /** The error of another field that took this one with it; where that is told, this is not. */
  cause?: Located | undefined
}

/** A fetch, or one of its entities, that did not come: told at what is missing for it once the answer is whole. */
export type Absence = {
  targets: readonly Target[]
  brings: Brings
  message: string
  extensions: GraphQLFormattedError['extensions']
  /** For each target the error of one field that may not be null, which took the others with it. */
  causes?: readonly Located[]
}

/** One operation on its way. */
export type Run = {
  data: Tree
  errors: Located[]
  absences: Absence[]
  /** Coerced. */
  variables: Readonly<Record<string, unknown>>
  fetch: SubgraphFetch
  operation: Operation
  metrics: Metrics
  /** Makes one call of equal fetches that begin together. */
  together: CallTogether
  merging: Merging
}
