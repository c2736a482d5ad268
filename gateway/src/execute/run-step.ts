import type { Run } from './run.ts'
import { runFetch } from './run-fetch.ts'
import type { ConditionStep, ParallelStep, SequenceStep, Step } from './step.ts'

/** Runs a step to its end; failing fetches leave errors in the run and nothing is thrown for them. */
export function runStep(step: Step, run: Run): Promise<void> {
  switch (step.kind) {
    case 'sequence':
      return runSequence(step, run)
    case 'parallel':
      return runParallel(step, run)
    case 'condition':
      return runCondition(step, run)
    case 'fetch':
      return runFetch(step, run)
  }
}

async function runSequence({ steps }: SequenceStep, run: Run): Promise<void> {
  for (const step of steps) await runStep(step, run)
}

async function runParallel({ steps }: ParallelStep, run: Run): Promise<void> {
  await Promise.all(steps.map((step) => runStep(step, run)))
}

async function runCondition({ variable, whenTrue, whenFalse }: ConditionStep, run: Run): Promise<void> {
  const next = run.variables[variable] === true ? whenTrue : whenFalse
  if (next) await runStep(next, run)
}
