import type { FetchDataRewrite } from '@apollo/query-planner'
import type { Covers, Represent } from './representations.ts'
import type { CachePolicy } from './subgraph-fetch.ts'

/** A query plan made ready to run: everything that can be worked out once is. */
export type Step = SequenceStep | ParallelStep | ConditionStep | FetchStep

export type SequenceStep = { kind: 'sequence'; steps: readonly Step[] }

export type ParallelStep = { kind: 'parallel'; steps: readonly Step[] }

export type ConditionStep = {
  kind: 'condition'
  variable: string
  whenTrue: Step | undefined
  whenFalse: Step | undefined
}

export type FetchStep = {
  kind: 'fetch'
  subgraph: string
  operation: 'query' | 'mutation' | 'subscription'
  document: string
  operationName: string | undefined
  /** The variables that its document uses. */
  variables: readonly string[]
  /** Where its answer belongs; `@` stands for each item of a list. */
  path: readonly (string | number)[]
  /** Of a fetch that completes entities; undefined where it starts at a root type. */
  represent: Represent | undefined
  inputRewrites: readonly FetchDataRewrite[]
  outputRewrites: readonly FetchDataRewrite[]
  renamed: ReadonlyMap<string, string>
  covers: Covers
  /** What is missing where it gives no answer. */
  brings: Brings
  cache: CachePolicy | undefined
}

/** Fields by their keys, those of objects within them. */
export type Brings = ReadonlyMap<string, Brought>

export type Brought = {
  name: string
  /** Whether it has no arguments. */
  plain: boolean
  /** Empty of leaves, and of objects of which nothing but the type is asked. */
  nested: Brings
  /** Whether it is asked of objects of this type. */
  isAskedOf(typename: string): boolean
}
