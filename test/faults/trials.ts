import { cells } from './cells.ts'
import { trialOf } from './run-cell.ts'
import { answeredAfterAKill } from './scenarios/answered-after-a-kill.ts'
import { consumersStopped } from './scenarios/consumers-stopped.ts'
import { engineHintsOff } from './scenarios/engine-hints-off.ts'
import { everythingReplayed } from './scenarios/everything-replayed.ts'
import { killedUnderTraffic } from './subscribers/killed-under-traffic.ts'
import { trimmedWhileAway } from './subscribers/trimmed-while-away.ts'
import type { Trial } from './trial.ts'

/** Twenty subscribers at once, and what lies between them and a command. */
export const subscriberTrials: readonly Trial[] = [...killedUnderTraffic, trimmedWhileAway]

/** Everything that `npm run test:faults` tries: the kill matrix, and what else needs a stack to break. */
export const trials: readonly Trial[] = [
  ...cells.map(trialOf),
  consumersStopped,
  answeredAfterAKill,
  engineHintsOff,
  everythingReplayed,
  ...subscriberTrials,
]
