import { hashOf } from '@pactwork/kernel/hash'
import { capabilities } from '../fulfillment/capabilities.ts'

/** How a specification is carried out, as the catalog said when the order was captured. */
export type DecompositionRule = {
  readonly capability: string
  readonly responsibleSystem: string
  /** Capabilities of the same line that must be completed first. */
  readonly dependsOn: readonly string[]
}

/** A line with the rules frozen for it (CAT-08). */
export type PlannableLine = {
  readonly lineId: string
  readonly number: number
  readonly rules: readonly DecompositionRule[]
}

export type PlannedItem = {
  readonly lineId: string
  readonly capability: string
  readonly system: string
  /** Positions in the plan. */
  readonly dependsOn: readonly number[]
}

export type PlanProblem = {
  readonly code: string
  readonly lineId: string
  readonly capability: string | null
}

export type Plan =
  | { readonly made: true; readonly items: readonly PlannedItem[]; readonly hash: string }
  | { readonly made: false; readonly problems: readonly PlanProblem[] }

/**
 * Lines to fulfillment items: equal lines give an equal plan, in whatever order lines and rules stand (DEC-03).
 * There is no fallback: a line without a rule makes no plan at all (DEC-07).
 */
export function decompose(lines: readonly PlannableLine[]): Plan {
  const problems = lines.flatMap(problemsOf)
  if (problems.length > 0) return { made: false, problems }

  const items: PlannedItem[] = []
  for (const line of [...lines].sort((a, b) => a.number - b.number)) {
    const first = items.length
    const rules = inOrder(line.rules)
    const at = (capability: string) => first + rules.findIndex((rule) => rule.capability === capability)

    items.push(
      ...rules.map((rule) => ({
        lineId: line.lineId,
        capability: rule.capability,
        system: rule.responsibleSystem,
        dependsOn: rule.dependsOn.map(at).sort((a, b) => a - b),
      })),
    )
  }

  return { made: true, items, hash: hashOf(items) }
}

function problemsOf(line: PlannableLine): PlanProblem[] {
  const problem = (code: string, capability: string | null = null) => ({
    code,
    lineId: line.lineId,
    capability,
  })
  if (line.rules.length === 0) return [problem('DECOMPOSITION_RULE_MISSING')]

  const names = line.rules.map((rule) => rule.capability)
  const unknown = line.rules.filter(
    (rule) => capabilities[rule.capability]?.system !== rule.responsibleSystem,
  )
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  const dangling = line.rules.filter((rule) => rule.dependsOn.some((name) => !names.includes(name)))

  const found = [
    ...unknown.map((rule) => problem('CAPABILITY_UNKNOWN', rule.capability)),
    ...twice.map((name) => problem('CAPABILITY_TWICE', name)),
    ...dangling.map((rule) => problem('DEPENDENCY_UNKNOWN', rule.capability)),
  ]
  if (found.length > 0) return found

  return inOrder(line.rules).length < line.rules.length ? [problem('DEPENDENCY_CYCLE')] : []
}

/** Rules so that each follows what it depends on, by name where nothing decides; shorter when there is a cycle. */
function inOrder(rules: readonly DecompositionRule[]): DecompositionRule[] {
  const left = [...rules].sort((a, b) => (a.capability < b.capability ? -1 : 1))
  const placed: DecompositionRule[] = []
  for (;;) {
    const next = left.findIndex((rule) =>
      rule.dependsOn.every((name) => placed.some((earlier) => earlier.capability === name)),
    )
    const [rule] = next < 0 ? [] : left.splice(next, 1)
    if (rule === undefined) return placed
    placed.push(rule)
  }
}
