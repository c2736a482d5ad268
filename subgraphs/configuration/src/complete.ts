import type { Violation } from '@pactwork/kernel/decision'
import type { Characteristic, CompletedSelection, Selection } from './constraints.ts'
import { spell } from './values.ts'

/** Choices in their one spelling, completed with defaults, in the order of the catalog's characteristics. */
export function complete(
  characteristics: readonly Characteristic[],
  chosen: readonly Selection[],
): { selections: CompletedSelection[]; violations: Violation[] } {
  const known = new Set(characteristics.map(({ name }) => name))
  const strangers = chosen.filter(({ name }) => !known.has(name))

  return {
    selections: characteristics.flatMap((one): CompletedSelection[] => {
      const values = chosen
        .filter(({ name }) => name === one.name)
        .map(({ value }) => spell(one.valueType, value))
      if (values.length > 0) {
        return values.toSorted().map((value) => ({ name: one.name, value, origin: 'CHOSEN' }))
      }
      const defaults = one.values.flatMap(({ isDefault, value }) =>
        isDefault && value !== null ? [value] : [],
      )

      return defaults.toSorted().map((value) => ({ name: one.name, value, origin: 'DEFAULT' }))
    }),
    violations: strangers.map(({ name }) => ({
      code: 'CHARACTERISTIC_UNKNOWN',
      path: `selections.${name}`,
      message: `The offering has no characteristic "${name}"; it has ${[...known].join(', ') || 'none'}.`,
      severity: 'ERROR' as const,
    })),
  }
}
