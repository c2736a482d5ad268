import { cells } from './cells.ts'
import { trialOf } from './run-cell.ts'
import { answeredAfterAKill } from './scenarios/answered-after-a-kill.ts'
import { consumersStopped } from './scenarios/consumers-stopped.ts'
import { engineHintsOff } from './scenarios/engine-hints-off.ts'
import { everythingReplayed } from './scenarios/everything-replayed.ts'
import type { Trial } from './trial.ts'

/** Everything that `npm run test:faults` tries: the kill matrix, and what else needs a stack to break. */
export const trials: readonly Trial[] = [
  ...cells.map(trialOf),
  consumersStopped,
  answeredAfterAKill,
  engineHintsOff,
  everythingReplayed,
]
