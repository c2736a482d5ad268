import {
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql'
import type { Declarations } from './declarations.ts'

/** Who answers for what in a graph, as its subgraphs declare it. */
export type Domain = {
  /** What clients see. */
  schema: GraphQLSchema
  /** The subgraphs that resolve a field of an object type on their own. */
  ownersOf(type: string, field: string): readonly string[]
  /** The object types that all owners of a field may answer with. */
  membersOf(type: string, field: string): readonly string[]
  /** The values of an enum that all owners of a field know. */
  valuesOf(type: string, field: string): readonly string[]
  /** What a field is computed from, if it has @requires. */
  requiredFor(type: string, field: string): SelectionSetNode | undefined
  isEntity(type: string): boolean
  /**
   * Part of a key or of what others require, or able to take such a part with it by its own null: without it more
   * would be missing than the field itself. A federated graph cannot do better: the object is one answer.
   */
  isRelied(type: string, field: string): boolean
  /** The names of all fields that some @requires asks for. */
  requiredFields(): ReadonlySet<string>
  keysOf(type: string): readonly SelectionSetNode[]
}

export function domainOf(schema: GraphQLSchema, declarations: Declarations): Domain {
  const known = new Map<string, unknown>()
  const once = <Value>(key: string, work: () => Value): Value => {
    if (!known.has(key)) known.set(key, work())
    return known.get(key) as Value
  }

  /** The type itself, and the interfaces of it that a subgraph may know as an object. */
  const declaredAs = (type: string): string[] => {
    const object = schema.getType(type)
    return [type, ...(isObjectType(object) ? object.getInterfaces().map(({ name }) => name) : [])]
  }
  const declaring = (type: string, field: string) =>
    [...declarations].flatMap(([subgraph, types]) =>
      declaredAs(type).flatMap((name) => {
        const declaration = types.get(name)
        const found = declaration?.fields.get(field)
        return found && (name === type || declaration?.interfaceObject) ? [{ subgraph, name, ...found }] : []
      }),
    )
  const fieldType = (type: string, field: string): string => {
    const object = schema.getType(type)
    const definition = isObjectType(object) ? object.getFields()[field] : undefined
    if (!definition) throw new Error(`The graph has no ${type}.${field}.`)
    return getNamedType(definition.type).name
  }
  const fieldsOf = (name: string): string[] => {
    const type = schema.getType(name)
    return isObjectType(type) ? Object.keys(type.getFields()) : []
  }
  const possible = (name: string): string[] => {
    const type = schema.getType(name)
    return isAbstractType(type) ? schema.getPossibleTypes(type).map((object) => object.name) : [name]
  }

  const domain: Domain = {
    schema,
    ownersOf: (type, field) =>
      once(`owners ${type}.${field}`, () => [
        ...new Set(
          declaring(type, field)
            .filter(({ external }) => !external)
            .map(({ subgraph }) => subgraph),
        ),
      ]),
    membersOf: (type, field) =>
      once(`members ${type}.${field}`, () => {
        const name = fieldType(type, field)
        return domain
          .ownersOf(type, field)
          .map((subgraph) => {
            const declared = declarations.get(subgraph)?.get(name)
            return declared && !declared.interfaceObject && declared.members.length > 0
              ? declared.members
              : possible(name)
          })
          .reduce((all, some) => all.filter((member) => some.includes(member)))
      }),
    valuesOf: (type, field) =>
      once(`values ${type}.${field}`, () =>
        domain
          .ownersOf(type, field)
          .map((subgraph) => declarations.get(subgraph)?.get(fieldType(type, field))?.members ?? [])
          .reduce((all, some) => all.filter((value) => some.includes(value))),
      ),
    requiredFor: (type, field) =>
      once(
        `requires ${type}.${field}`,
        () => declaring(type, field).find(({ requires }) => requires)?.requires,
      ),
    keysOf: (type) =>
      once(`keys ${type}`, () =>
        [...declarations.values()].flatMap((types) =>
          declaredAs(type).flatMap((name) => types.get(name)?.keys ?? []),
        ),
      ),
    requiredFields: () =>
      once('required fields', () => {
        const sets = [...declarations.values()].flatMap((types) =>
          [...types.values()].flatMap(({ fields }) =>
            [...fields.values()].flatMap(({ requires }) => requires ?? []),
          ),
        )
        return new Set(sets.flatMap(allNames))
      }),
    isEntity: (type) => domain.keysOf(type).length > 0,
    isRelied: (type, field) => relied().has(`${type}.${field}`),
  }

  const relied = (): Set<string> =>
    once('relied', () => {
      const found = new Set<string>()
      const isRequired = (type: string, field: string): boolean => {
        const object = schema.getType(type)
        return isObjectType(object) && String(object.getFields()[field]?.type).includes('!')
      }
      const walk = (type: string, { selections }: SelectionSetNode, always: boolean): void => {
        for (const node of selections) {
          if (node.kind !== Kind.FIELD) continue
          const field = node.name.value
          if (always || isRequired(type, field)) found.add(`${type}.${field}`)
          const nested = node.selectionSet
          if (!nested) continue
          for (const member of possible(fieldType(type, field))) {
            walk(member, nested, always)
            for (const other of fieldsOf(member))
              if (isRequired(member, other)) found.add(`${member}.${other}`)
          }
        }
      }
      for (const type of Object.values(schema.getTypeMap())) {
        if (!isObjectType(type) || type.name.startsWith('__')) continue
        for (const key of domain.keysOf(type.name)) walk(type.name, key, true)
        for (const field of Object.keys(type.getFields())) {
          const required = domain.requiredFor(type.name, field)
          if (required) walk(type.name, required, false)
        }
      }

      return found
    })

  return domain
}

const allNames = ({ selections }: SelectionSetNode): string[] =>
  selections.flatMap((node) =>
    node.kind === Kind.FIELD
      ? [node.name.value, ...(node.selectionSet ? allNames(node.selectionSet) : [])]
      : [],
  )
