import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isNonNullType,
  isObjectType,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
} from 'graphql'
import { isHidden, isToldBy, supergraph } from './graph.ts'

/** What is asked of an answer: everything a subgraph can tell, or everything a client may see of it. */
export type Reach = { subgraph: string } | 'CLIENT'

/** Selects everything within reach, two objects deep: enough for any fact to show that should not. */
export function select(type: GraphQLNamedOutputType, reach: Reach, depth = 2): string {
  if (isLeafType(type)) return ''
  if (isAbstractType(type)) {
    const members = supergraph
      .getPossibleTypes(type)
      .map(
        (member) => `... on ${member.name} { __typename ${fields(member, reach, depth, `${member.name}_`)} }`,
      )

    return `{ __typename ${members.join(' ')} }`
  }

  return isObjectType(type) ? `{ __typename ${fields(type, reach, depth)} }` : ''
}

/** Members of a union get names of their own, as fields of the same name may differ in type. */
export const fields = (type: GraphQLObjectType, reach: Reach, depth: number, prefix = ''): string =>
  Object.values(type.getFields())
    .filter((field) => (reach === 'CLIENT' ? !isHidden(field) : isToldBy(field, reach.subgraph)))
    .filter((field) => field.args.every((argument) => !isNonNullType(argument.type)))
    .filter((field) => !saysNothing(type, field.name, getNamedType(field.type)))
    .flatMap((field) => {
      const named = getNamedType(field.type)
      if (!isLeafType(named) && depth === 0) return []

      return `${prefix && `${prefix}${field.name}: `}${field.name} ${select(named, reach, depth - 1)}`
    })
    .join(' ')

/** How far a list is and how fresh: of the list, not of anything in it. */
const saysNothing = (type: GraphQLObjectType, field: string, named: GraphQLNamedOutputType): boolean =>
  named.name === 'PageInfo' || (type.name.endsWith('Connection') && field === 'asOf')
