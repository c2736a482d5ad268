import {
  parse,
  valueFromASTUntyped,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type ObjectTypeDefinitionNode,
} from 'graphql'
import { z } from 'zod'
import { hintSettings } from './settings.ts'

/** What `@cacheControl` says at one place. */
export type Hint = z.infer<typeof hintSettings>

/** All that a supergraph and the settings say about keeping answers. */
export type Hints = {
  /** False when nothing is ever kept: then there is no policy to work out. */
  any: boolean
  /** What stands on the field itself. */
  field(type: string, field: string): Hint | undefined
  /** What stands on the type. */
  type(name: string): Hint | undefined
}

const applied = z.object({
  maxAge: hintSettings.shape.maxAge.nullish().transform((value) => value ?? undefined),
  scope: hintSettings.shape.scope.nullish().transform((value) => value ?? undefined),
  inheritMaxAge: hintSettings.shape.inheritMaxAge.nullish().transform((value) => value ?? undefined),
})

/** Nothing may be kept where a hint cannot be understood. */
const never: Hint = { maxAge: 0, scope: 'PRIVATE' }

/**
 * Reads the applications of `@cacheControl` from a supergraph (subgraphs keep them there by `@composeDirective`),
 * under whatever name it is imported; `given` (coordinate to hint) goes before them.
 */
export function readHints(sdl: string, given: Readonly<Record<string, Hint>> = {}): Hints {
  const document = parse(sdl, { noLocation: true })
  const name = directiveName(document)
  const found = new Map<string, Hint>()

  const note = (coordinate: string, directives: readonly ConstDirectiveNode[] = []): void => {
    const directive = directives.find((application) => application.name.value === name)
    if (directive) found.set(coordinate, hintOf(directive))
  }
  const noteType = ({ name: type, directives, fields = [] }: Composite): void => {
    note(type.value, directives)
    for (const field of fields) note(`${type.value}.${field.name.value}`, field.directives)
  }
  visit(document, {
    ObjectTypeDefinition: noteType,
    InterfaceTypeDefinition: noteType,
    UnionTypeDefinition: noteType,
  })
  for (const [coordinate, hint] of Object.entries(given)) found.set(coordinate, hint)

  return {
    any: found.size > 0,
    field: (type, field) => found.get(`${type}.${field}`),
    type: (type) => found.get(type),
  }
}

type Composite = Pick<ObjectTypeDefinitionNode, 'name' | 'directives' | 'fields'>

/** The directive under the name that a link imports it by; its own without one. */
function directiveName(document: DocumentNode): string {
  let name = 'cacheControl'
  const look = ({ directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] }): void => {
    for (const link of directives) name = importedName(link) ?? name
  }
  visit(document, { SchemaDefinition: look, SchemaExtension: look })

  return name
}

/** `import: ["@cacheControl"]` or `import: [{ name: "@cacheControl", as: "@kept" }]` of a link. */
function importedName(link: ConstDirectiveNode): string | undefined {
  const imports = link.arguments?.find((argument) => argument.name.value === 'import')
  const list = imports ? linkImports.safeParse(valueFromASTUntyped(imports.value)).data : undefined
  const own = list?.find((item) => (typeof item === 'string' ? item : item.name) === '@cacheControl')
  if (own === undefined) return undefined

  return (typeof own === 'string' ? own : (own.as ?? own.name)).slice(1)
}

const linkImports = z.array(z.union([z.string(), z.object({ name: z.string(), as: z.string().optional() })]))

function hintOf(directive: ConstDirectiveNode): Hint {
  const said = Object.fromEntries(
    (directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  )

  return applied.safeParse(said).data ?? never
}
