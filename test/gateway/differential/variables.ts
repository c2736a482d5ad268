import type { Dice } from './random.ts'

/** The variables of an operation while it is written: declared as they are used, some with defaults, some not given. */
export type VariableList = {
  values: Record<string, unknown>
  /** A variable for a condition. */
  flag(): string
  /** A variable of a type, given, given as null, or left to its default. */
  of(type: string, value: unknown, literal: string): string
  declared(): string
}

export function variableList(dice: Dice): VariableList {
  const values: Record<string, unknown> = {}
  const declarations: string[] = []
  const flags: string[] = []

  const declare = (type: string, value: unknown, literal: string): string => {
    const name = `v${declarations.length}`
    const nullable = !type.endsWith('!')
    const roll = dice.roll()
    if (roll < 0.25) {
      declarations.push(`$${name}: ${type} = ${literal}`)
      if (dice.chance(0.3)) values[name] = value
    } else if (nullable && roll < 0.4) {
      declarations.push(`$${name}: ${type}`)
      if (dice.chance(0.5)) values[name] = null
    } else {
      declarations.push(`$${name}: ${type}`)
      values[name] = value
    }

    return `$${name}`
  }

  return {
    values,
    of: declare,
    flag() {
      if (flags.length > 0 && dice.chance(0.5)) return dice.pick(flags)
      const value = dice.chance(0.5)
      const name = `$v${declarations.length}`
      if (dice.chance(0.4)) {
        declarations.push(`${name}: Boolean${dice.chance(0.5) ? '!' : ''} = ${value}`)
        if (dice.chance(0.3)) values[name.slice(1)] = !value
      } else {
        declarations.push(`${name}: Boolean!`)
        values[name.slice(1)] = value
      }
      flags.push(name)
      return name
    },
    declared: () => (declarations.length > 0 ? `(${declarations.join(', ')})` : ''),
  }
}
