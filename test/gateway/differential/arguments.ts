import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLArgument,
  type GraphQLInputType,
} from 'graphql'
import type { Dice } from './random.ts'
import type { VariableList } from './variables.ts'

/** A value twice: as it is written in a document, and as JSON. */
type Written = { literal: string; value: unknown }

/** Arguments for a field: required ones always, others often; literals, variables, variables within literals. */
export function givenArguments(
  args: readonly GraphQLArgument[],
  dice: Dice,
  variables: VariableList,
): string {
  const given = args
    .filter(
      ({ type, defaultValue }) => (isNonNullType(type) && defaultValue === undefined) || dice.chance(0.6),
    )
    .map(({ name, type }) => `${name}: ${argument(type, dice, variables)}`)

  return given.length > 0 ? `(${given.join(', ')})` : ''
}

function argument(type: GraphQLInputType, dice: Dice, variables: VariableList): string {
  if (dice.chance(0.5)) return expression(type, dice, variables, 0)
  const { literal, value } = constant(type, dice, 0)

  return variables.of(String(type), value, literal)
}

/** A literal in which variables may stand. */
function expression(type: GraphQLInputType, dice: Dice, variables: VariableList, depth: number): string {
  if (depth > 0 && dice.chance(0.25)) {
    const { literal, value } = constant(type, dice, depth)
    return variables.of(String(type), value, literal)
  }
  const nullable = getNullableType(type)
  if (isListType(nullable)) {
    const items = Array.from({ length: dice.below(3) }, () =>
      expression(nullable.ofType, dice, variables, depth + 1),
    )
    return `[${items.join(', ')}]`
  }
  if (isInputObjectType(nullable)) {
    const fields = Object.values(nullable.getFields()).filter((field) => isGiven(field, dice, depth))
    return `{ ${fields.map((field) => `${field.name}: ${expression(field.type, dice, variables, depth + 1)}`).join(', ')} }`
  }

  return constant(type, dice, depth).literal
}

function constant(type: GraphQLInputType, dice: Dice, depth: number): Written {
  if (!isNonNullType(type) && dice.chance(0.1)) return { literal: 'null', value: null }
  const nullable = getNullableType(type)
  if (isListType(nullable)) {
    const items = Array.from({ length: dice.below(3) }, () => constant(nullable.ofType, dice, depth + 1))
    return {
      literal: `[${items.map(({ literal }) => literal).join(', ')}]`,
      value: items.map(({ value }) => value),
    }
  }
  if (isInputObjectType(nullable)) {
    const fields = Object.values(nullable.getFields())
      .filter((field) => isGiven(field, dice, depth))
      .map((field) => ({ name: field.name, ...constant(field.type, dice, depth + 1) }))
    return {
      literal: `{ ${fields.map(({ name, literal }) => `${name}: ${literal}`).join(', ')} }`,
      value: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
    }
  }
  if (isEnumType(nullable)) {
    const { name } = dice.pick(nullable.getValues())
    return { literal: name, value: name }
  }

  return scalar(nullable.name, dice)
}

function scalar(name: string, dice: Dice): Written {
  const value = ((): unknown => {
    switch (name) {
      case 'Int':
        return dice.below(5)
      case 'Float':
        return dice.below(40) / 8
      case 'Boolean':
        return dice.chance(0.5)
      default:
        return dice.pick(['a', 'Train:2', 'with "quotes"', 'ünï\u2028code', ''])
    }
  })()

  return { literal: JSON.stringify(value), value }
}

const isGiven = (
  { type, defaultValue }: { type: GraphQLInputType; defaultValue?: unknown },
  dice: Dice,
  depth: number,
): boolean =>
  (isNonNullType(type) && defaultValue === undefined) || (depth < 2 ? dice.chance(0.5) : dice.chance(0.1))
