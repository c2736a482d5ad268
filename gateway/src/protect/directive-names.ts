import { valueFromASTUntyped, type ConstDirectiveNode, type GraphQLSchema } from 'graphql'
import { z } from 'zod'

/** The names that a supergraph uses for what matters here; `@link` may have renamed each of them. */
export type DirectiveNames = {
  authenticated: string
  requiresScopes: string
  policy: string
  /** `join__field` and `join__type`. */
  joinField: string
  joinType: string
}

const imported = z.union([
  z.string().transform((name) => ({ name, as: name })),
  z
    .object({ name: z.string(), as: z.string().optional() })
    .transform(({ name, as }) => ({ name, as: as ?? name })),
])
const linked = z.object({
  url: z.string(),
  as: z.string().optional(),
  import: z.array(imported).default([]),
})

type Link = { identity: string; prefix: string; imports: readonly { name: string; as: string }[] }

/**
 * Reads the schema's links. Directives that are applied without a link are known by their plain names, unless a link
 * to something else has taken these: a link that was left out must not open what it protected.
 */
export function directiveNames(schema: GraphQLSchema): DirectiveNames {
  const links = linksOf(schema)
  const own = (feature: string) => nameOf(links, feature, feature) ?? unlinked(links, feature)

  return {
    authenticated: own('authenticated'),
    requiresScopes: own('requiresScopes'),
    policy: own('policy'),
    joinField: nameOf(links, 'join', 'field') ?? 'join__field',
    joinType: nameOf(links, 'join', 'type') ?? 'join__type',
  }
}

/** Every application on the schema that has a specification's URL is a link, whatever the directive is called here. */
function linksOf(schema: GraphQLSchema): Link[] {
  const nodes = [schema.astNode, ...schema.extensionASTNodes].flatMap((node) => node?.directives ?? [])

  return nodes.flatMap((node) => {
    const link = linked.safeParse(argumentsOf(node))
    return link.success ? linkTo(link.data) : []
  })
}

function linkTo({ url, as, import: imports }: z.infer<typeof linked>): Link[] {
  const [, identity, name] = /^(.*?\/?([^/]+))\/v\d+\.\d+\/?$/.exec(url) ?? []

  return identity && name ? [{ identity, prefix: as ?? name, imports }] : []
}

const specification = 'https://specs.apollo.dev/'

/** An imported element has its own name; the one named as its feature has the feature's; others are prefixed. */
function nameOf(links: readonly Link[], feature: string, element: string): string | undefined {
  const link = links.find(({ identity }) => identity === specification + feature)
  if (!link) return undefined

  const renamed = link.imports.find(({ name }) => name === `@${element}`)
  if (renamed) return renamed.as.slice(1)

  return element === feature ? link.prefix : `${link.prefix}__${element}`
}

/** No directive is called so, where another link has taken the plain name. */
const unlinked = (links: readonly Link[], name: string): string =>
  links.some((link) => link.prefix === name || link.imports.some(({ as }) => as === `@${name}`)) ? '' : name

/** The arguments as written; supergraphs have no variables. */
export const argumentsOf = (node: ConstDirectiveNode): Record<string, unknown> =>
  Object.fromEntries(
    (node.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  )
