import {
  Kind,
  parse,
  visit,
  type ConstDirectiveNode,
  type TypeNode,
  type ObjectTypeDefinitionNode,
} from 'graphql'
import type { SubgraphSchema } from './read-subgraphs.ts'

type ObjectNode = Pick<ObjectTypeDefinitionNode, 'name' | 'fields' | 'directives' | 'description'> & {
  kind: string
}

/** A field with an argument inside @requires gets wrong values without any error: refused here. */
export function argumentsInRequires(subgraph: SubgraphSchema): string[] {
  const found: string[] = []

  visit(subgraph.typeDefs, {
    FieldDefinition(field) {
      for (const fields of fieldSets(field.directives ?? [], 'requires')) {
        if (hasArguments(fields)) {
          found.push(
            `${subgraph.name}: @requires(fields: "${fields}") on ${field.name.value} has arguments; the planner returns wrong values for them.`,
          )
        }
      }
    },
  })

  return found
}

function hasArguments(fields: string): boolean {
  let found = false
  visit(parse(`{ ${fields} }`), { Argument: () => void (found = true) })

  return found
}

/** A label decides per request where a field comes from; nothing here decides labels, so the old home would stay. */
export function labelledOverrides(subgraph: SubgraphSchema): string[] {
  const found: string[] = []

  visit(subgraph.typeDefs, {
    FieldDefinition({ name, directives = [] }) {
      for (const { arguments: given = [] } of directives.filter((one) => one.name.value === 'override')) {
        const label = given.find((argument) => argument.name.value === 'label')?.value
        if (label?.kind === Kind.STRING)
          found.push(
            `${subgraph.name}: @override(label: "${label.value}") on ${name.value} is not supported; leave the label out.`,
          )
      }
    },
  })

  return found
}

/**
 * For some operations that ask such a field of one of the interface's types, beside another subgraph that knows the
 * interface as an object, the planner finds no end; they are refused one by one while the graph serves.
 */
export function requiringInterfaceObjects(subgraphs: readonly SubgraphSchema[]): string[] {
  return subgraphs.flatMap((subgraph) =>
    entities(subgraph)
      .filter(({ directives = [] }) => directives.some(({ name }) => name.value === 'interfaceObject'))
      .flatMap(({ name: type, fields = [] }) =>
        fields
          .filter(({ directives = [] }) => fieldSets(directives, 'requires').length > 0)
          .map(
            ({ name }) =>
              `${subgraph.name}: ${type.value}.${name.value} has @requires on an @interfaceObject type; some operations that ask for it cannot be planned and are refused (OPERATION_TOO_COMPLEX).`,
          ),
      ),
  )
}

/**
 * An entity belongs to one context; whatever another adds to it is nullable, so that the owner's data stands when
 * the other is down (M29). So at most one context puts required fields on an entity.
 */
export function requiredByMany(subgraphs: readonly SubgraphSchema[]): string[] {
  const claims = subgraphs.flatMap((subgraph) =>
    entities(subgraph).flatMap((type) =>
      required(type).map((field) => ({ entity: type.name.value, context: subgraph.name, field })),
    ),
  )
  const byEntity = Map.groupBy(claims, ({ entity }) => entity)

  return [...byEntity]
    .filter(([, found]) => new Set(found.map(({ context }) => context)).size > 1)
    .map(([entity, found]) => {
      const fields = found.map(({ context, field }) => `${context}: ${field}`).join(', ')
      return `Entity ${entity} has required fields of several contexts (${fields}); only its owner's may be.`
    })
}

/**
 * A field that points to another context's entity is nullable, too: its fields are fetched from there, and a
 * required one that does not come would null everything up to the next nullable field (M29).
 */
export function requiredReferences(subgraphs: readonly SubgraphSchema[]): string[] {
  return subgraphs.flatMap((subgraph) => {
    const foreign = foreignTypes(subgraph, subgraphs)
    const found: string[] = []
    visit(subgraph.typeDefs, {
      ObjectTypeDefinition(type) {
        for (const field of type.fields ?? []) {
          const points = namedType(field.type)
          if (field.type.kind === Kind.NON_NULL_TYPE && foreign.has(points)) {
            const where = `${type.name.value}.${field.name.value}`
            found.push(
              `${subgraph.name}: ${where} points to another context's ${points} and must be nullable.`,
            )
          }
        }
      },
    })

    return found
  })
}

/** The entities that this context knows from another one, and the unions that may hold one. */
function foreignTypes(subgraph: SubgraphSchema, all: readonly SubgraphSchema[]): Set<string> {
  const ownedElsewhere = new Set(
    all
      .filter((other) => other !== subgraph)
      .flatMap((other) => entities(other).filter((type) => required(type).length > 0))
      .map((type) => type.name.value),
  )
  const foreign = entities(subgraph)
    .filter(
      (type) => isReference(type) || (ownedElsewhere.has(type.name.value) && required(type).length === 0),
    )
    .map((type) => type.name.value)
  const unions = subgraph.typeDefs.definitions
    .filter((node) => node.kind === Kind.UNION_TYPE_DEFINITION)
    .filter((union) => union.types?.some((member) => foreign.includes(member.name.value)))
    .map((union) => union.name.value)

  return new Set([...foreign, ...unions])
}

/** `resolvable: false`: a mere reference. */
const isReference = ({ directives = [] }: ObjectNode): boolean =>
  directives
    .filter((directive) => directive.name.value === 'key')
    .flatMap((directive) => directive.arguments ?? [])
    .some(({ name, value }) => name.value === 'resolvable' && value.kind === Kind.BOOLEAN && !value.value)

export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type)
}

/** No enum is shared between contexts: each grows on its own (M29). */
export function sharedEnums(subgraphs: readonly SubgraphSchema[]): string[] {
  const homes = Map.groupBy(
    subgraphs.flatMap(({ name, typeDefs }) => typeDefs.definitions.map((node) => ({ name, node }))),
    ({ node }) => (node.kind === Kind.ENUM_TYPE_DEFINITION ? node.name.value : ''),
  )

  return [...homes]
    .filter(([type, found]) => type !== '' && found.length > 1)
    .map(([type, found]) => `Enum ${type} is shared by ${found.map(({ name }) => name).join(' and ')}.`)
}

function required(type: ObjectNode): string[] {
  const keys = new Set(fieldSets(type.directives ?? [], 'key').flatMap((fields) => fields.split(/[\s{}]+/)))

  return (type.fields ?? [])
    .filter((field) => field.type.kind === Kind.NON_NULL_TYPE)
    .filter((field) => !keys.has(field.name.value))
    .filter((field) => !field.directives?.some((directive) => directive.name.value === 'external'))
    .map((field) => field.name.value)
}

function entities(subgraph: SubgraphSchema): ObjectNode[] {
  return subgraph.typeDefs.definitions
    .filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION)
    .filter((node) => node.directives?.some((directive) => directive.name.value === 'key'))
}

function fieldSets(directives: readonly ConstDirectiveNode[], name: string): string[] {
  return directives
    .filter((directive) => directive.name.value === name)
    .flatMap((directive) => directive.arguments ?? [])
    .flatMap(({ name: argument, value }) =>
      argument.value === 'fields' && value.kind === Kind.STRING ? [value.value] : [],
    )
}
