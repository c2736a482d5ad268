import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type SelectionSetNode,
  type TypeDefinitionNode,
} from 'graphql'
import type { SubgraphSchema } from '@pactwork/gateway/compose/read-subgraphs'

type FieldDeclaration = {
  external: boolean
  requires: SelectionSetNode | undefined
  provides: readonly string[]
}

type TypeDeclaration = {
  interfaceObject: boolean
  keys: SelectionSetNode[]
  fields: Map<string, FieldDeclaration>
  /** Of a union its members, of an interface the objects that implement it, of an enum its values. */
  members: string[]
}

/** What each subgraph says of each type: subgraph → type → declaration. */
export type Declarations = ReadonlyMap<string, ReadonlyMap<string, TypeDeclaration>>

export const declarationsOf = (subgraphs: readonly SubgraphSchema[]): Declarations =>
  new Map(subgraphs.map((subgraph) => [subgraph.name, typesOf(subgraph)]))

function typesOf({ typeDefs }: SubgraphSchema): Map<string, TypeDeclaration> {
  const types = new Map<string, TypeDeclaration>()
  const typeNamed = (name: string): TypeDeclaration => {
    const known = types.get(name) ?? { interfaceObject: false, keys: [], fields: new Map(), members: [] }
    types.set(name, known)
    return known
  }

  for (const node of typeDefs.definitions) {
    if (!('name' in node) || !node.name || !('directives' in node)) continue
    const directives = (node as TypeDefinitionNode).directives ?? []
    const type = typeNamed(node.name.value)
    type.interfaceObject ||= directives.some(({ name }) => name.value === 'interfaceObject')
    type.keys.push(...directives.filter(({ name }) => name.value === 'key').map(fieldSet))
    if (node.kind === Kind.UNION_TYPE_DEFINITION)
      type.members.push(...(node.types ?? []).map((member) => member.name.value))
    if (node.kind === Kind.ENUM_TYPE_DEFINITION)
      type.members.push(...(node.values ?? []).map((value) => value.name.value))
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION)
      for (const parent of node.interfaces ?? []) typeNamed(parent.name.value).members.push(node.name.value)
    if ('fields' in node)
      for (const field of (node.fields ?? []) as readonly FieldDefinitionNode[])
        type.fields.set(field.name.value, fieldOf(field))
  }

  return types
}

function fieldOf({ directives = [] }: FieldDefinitionNode): FieldDeclaration {
  const find = (wanted: string) => directives.find(({ name }) => name.value === wanted)
  const requires = find('requires')
  const provides = find('provides')

  return {
    external: find('external') !== undefined,
    requires: requires && fieldSet(requires),
    provides: provides ? fieldNames(fieldSet(provides)) : [],
  }
}

function fieldSet({ arguments: given = [] }: ConstDirectiveNode): SelectionSetNode {
  const fields = given.find(({ name }) => name.value === 'fields')?.value
  const [definition] = parse(`{ ${fields?.kind === Kind.STRING ? fields.value : ''} }`).definitions
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new TypeError('A field set is a selection.')

  return definition.selectionSet
}

export const fieldNames = ({ selections }: SelectionSetNode): string[] =>
  selections.flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : []))
