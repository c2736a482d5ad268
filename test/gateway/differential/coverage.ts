import type { Step } from '@pactwork/gateway/execute/step'
import {
  getNamedType,
  isCompositeType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql'

export const directiveForms = ['skip', 'include'].flatMap((name) =>
  ['literal', 'variable', 'default'].flatMap((value) =>
    ['field', 'inline fragment', 'spread'].map((place) => `@${name} ${value} on ${place}`),
  ),
)

export const stepKinds = [
  'root fetch',
  'entity fetch',
  'sequence',
  'parallel',
  'flatten through lists',
  'flatten through nested lists',
  'input rewrite',
  'output rewrite',
  'mutation',
]

/** Which types, forms of @skip and @include and kinds of plan steps a run has met, and which together. */
export function coverage(schema: GraphQLSchema) {
  const types = Object.values(schema.getTypeMap())
    .filter((type) => isCompositeType(type) && !type.name.startsWith('__'))
    .map(({ name }) => name)
  const counts = new Map<string, number>()
  const together = new Set<string>()
  const count = (name: string): unknown => counts.set(name, (counts.get(name) ?? 0) + 1)

  return {
    add(document: DocumentNode, step: Step | undefined): void {
      const met = {
        types: typesOf(document, schema),
        directives: directivesOf(document),
        steps: step ? stepsOf(step) : new Set<string>(),
      }
      for (const name of [...met.types, ...met.directives, ...met.steps]) count(name)
      for (const type of met.types)
        for (const directive of met.directives)
          for (const kind of met.steps) together.add(`${type} × ${directive} × ${kind}`)
    },
    /** Names that were met fewer times than this. */
    rarer: (than: number): string[] =>
      [...types, ...directiveForms, ...stepKinds].filter((name) => (counts.get(name) ?? 0) < than),
    /** The part of all combinations of type, directive form and step kind that were met in one operation. */
    share: (): number => together.size / (types.length * directiveForms.length * stepKinds.length),
    report(): string {
      const table = (names: readonly string[]): string =>
        names.map((name) => `${name} ${counts.get(name) ?? 0}`).join(', ')
      return [
        `${types.length} types: ${table(types)}`,
        `conditions: ${table(directiveForms)}`,
        `steps: ${table(stepKinds)}`,
        `together: ${together.size} of ${types.length * directiveForms.length * stepKinds.length}`,
      ].join('\n')
    },
  }
}

function typesOf(document: DocumentNode, schema: GraphQLSchema): Set<string> {
  const found = new Set<string>()
  const info = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(info, {
      SelectionSet() {
        const type = info.getType()
        if (type && !getNamedType(type).name.startsWith('__')) found.add(getNamedType(type).name)
      },
    }),
  )

  return found
}

function directivesOf(document: DocumentNode): Set<string> {
  const defaulted = new Set<string>()
  const found = new Set<string>()
  const places = new Map<string, string>([
    [Kind.FIELD, 'field'],
    [Kind.INLINE_FRAGMENT, 'inline fragment'],
    [Kind.FRAGMENT_SPREAD, 'spread'],
  ])
  visit(document, {
    VariableDefinition(node) {
      if (node.defaultValue) defaulted.add(node.variable.name.value)
    },
    enter(node) {
      const place = places.get(node.kind)
      if (!place || !('directives' in node)) return
      for (const directive of node.directives ?? []) {
        if (!('arguments' in directive)) continue
        const value = directive.arguments?.[0]?.value
        const from =
          value?.kind !== Kind.VARIABLE ? 'literal' : defaulted.has(value.name.value) ? 'default' : 'variable'
        found.add(`@${directive.name.value} ${from} on ${place}`)
      }
    },
  })

  return found
}

function stepsOf(step: Step, found = new Set<string>()): Set<string> {
  if (step.kind === 'sequence' || step.kind === 'parallel') {
    found.add(step.kind)
    for (const each of step.steps) stepsOf(each, found)
  }
  if (step.kind !== 'fetch') return found

  found.add(step.represent ? 'entity fetch' : 'root fetch')
  if (step.path.includes('@')) found.add('flatten through lists')
  if (step.path.some((key, index) => key === '@' && step.path[index + 1] === '@'))
    found.add('flatten through nested lists')
  if (step.inputRewrites.length > 0) found.add('input rewrite')
  if (step.outputRewrites.length > 0) found.add('output rewrite')
  if (step.operation === 'mutation') found.add('mutation')

  return found
}
