import type { FetchNode, PlanNode } from '@apollo/query-planner'
import { OperationTypeNode } from 'graphql'
import { representing } from '../execute/representations.ts'
import { renamedKeys } from '../execute/rewrites.ts'
import type { FetchStep, Step } from '../execute/step.ts'
import type { CachePolicy } from '../execute/subgraph-fetch.ts'
import { bringsOf } from './brings.ts'
import type { TypeConditions } from './type-conditions.ts'

/** What compiling needs to know of the graph. */
export type CompileParts = TypeConditions & {
  cachePolicy(document: string): CachePolicy | undefined
}

/** Apollo's plan → steps that run. */
export function compile(node: PlanNode, parts: CompileParts, path: FetchStep['path'] = []): Step {
  switch (node.kind) {
    case 'Sequence':
      return { kind: 'sequence', steps: node.nodes.map((each) => compile(each, parts, path)) }
    case 'Parallel':
      return { kind: 'parallel', steps: node.nodes.map((each) => compile(each, parts, path)) }
    case 'Flatten':
      return compile(node.node, parts, [...path, ...node.path])
    case 'Fetch':
      return compileFetch(node, parts, path)
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        whenTrue: node.ifClause && compile(node.ifClause, parts, path),
        whenFalse: node.elseClause && compile(node.elseClause, parts, path),
      }
    case 'Defer':
      throw new TypeError('The planner was not asked for deferred parts.')
  }
}

export function compileFetch(node: FetchNode, parts: CompileParts, path: FetchStep['path']): FetchStep {
  const outputRewrites = node.outputRewrites ?? []
  const renamed = renamedKeys(outputRewrites)

  return {
    kind: 'fetch',
    subgraph: node.serviceName,
    operation: kindOf(node.operationKind),
    ...unnumbered(node),
    variables: node.variableUsages ?? [],
    path,
    represent: node.requires && representing(node.requires, parts.covers),
    inputRewrites: node.inputRewrites ?? [],
    outputRewrites,
    renamed,
    covers: parts.covers,
    brings: bringsOf(node.operation, renamed, parts.overlap),
    cache: node.operationKind === OperationTypeNode.QUERY ? parts.cachePolicy(node.operation) : undefined,
  }
}

/** The planner numbers the fetches of an operation; without that, equal ones are seen to be equal. */
function unnumbered({ operation, operationName }: FetchNode): Pick<FetchStep, 'document' | 'operationName'> {
  const name = operationName?.replace(/__\d+$/, '')

  return operationName === undefined
    ? { document: operation, operationName }
    : { document: operation.replace(` ${operationName}`, ` ${name}`), operationName: name }
}

const kindOf = (kind: OperationTypeNode): FetchStep['operation'] => {
  if (kind === OperationTypeNode.MUTATION) return 'mutation'
  return kind === OperationTypeNode.SUBSCRIPTION ? 'subscription' : 'query'
}
