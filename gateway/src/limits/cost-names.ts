import { Kind, valueFromASTUntyped, type DirectiveNode, type GraphQLSchema } from 'graphql'
import { z } from 'zod'

/** How a supergraph calls the two directives. */
export type CostNames = { cost: string; listSize: string }

const feature = /\/cost\/v0\.\d+$/
const link = z.object({
  url: z.string().regex(feature),
  as: z.string().optional(),
  import: z
    .array(z.union([z.string(), z.object({ name: z.string(), as: z.string().optional() })]))
    .default([]),
})

/** The names under which a supergraph applies `@cost` and `@listSize`, which its `@link` may have changed. */
export function costNames(schema: GraphQLSchema): CostNames {
  const applied = [schema.astNode, ...schema.extensionASTNodes].flatMap((node) => node?.directives ?? [])
  const found = applied
    .filter(({ name }) => name.value === 'link')
    .map((directive) => link.safeParse(argumentsOf(directive)))
    .find(({ success }) => success)?.data
  if (!found) return { cost: 'cost', listSize: 'listSize' }

  const prefix = found.as ?? 'cost'
  const imported = new Map(
    found.import.map((one) =>
      typeof one === 'string' ? [bare(one), bare(one)] : [bare(one.name), bare(one.as ?? one.name)],
    ),
  )
  const named = (name: string, prefixed: string): string =>
    imported.get(name) ?? (schema.getDirective(prefixed) ? prefixed : name)

  return { cost: named('cost', prefix), listSize: named('listSize', `${prefix}__listSize`) }
}

const bare = (name: string): string => name.replace(/^@/, '')

/** What a directive in a schema says, as plain values. */
export const argumentsOf = (directive: DirectiveNode): Record<string, unknown> =>
  Object.fromEntries(
    (directive.arguments ?? [])
      .filter(({ value }) => value.kind !== Kind.VARIABLE)
      .map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  )
