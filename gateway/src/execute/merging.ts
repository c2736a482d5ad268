import { distinct, type Covers } from './representations.ts'
import type { Target } from './targets.ts'
import { copied, merge, type Tree } from './tree.ts'

/** How equal entities are found and how answers get to their places: what the differential test puts bugs into. */
export type Merging = {
  distinct: typeof distinct
  /** An answer to all the places that want it. */
  spread(answer: Tree, targets: readonly Target[], covers: Covers): void
}

export const ownMerging: Merging = {
  distinct,
  /** The last place takes the answer itself, the others copies: what one place gets later is not the others'. */
  spread(answer, targets, covers) {
    const last = targets.length - 1
    for (const [index, { object }] of targets.entries())
      merge(object, index === last ? answer : copied(answer), covers)
  },
}
