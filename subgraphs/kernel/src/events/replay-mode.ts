/**
 * Why a fact is published again. `republish`: Kafka's data was lost; what a consumer has not handled yet has its
 * effect now. `rebuild`: consumers forgot on purpose; consumers with outside effects only move their position.
 * `release`: an operator lets a parked aggregate go on. Each of them tries a dead letter once more.
 */
export type ReplayMode = 'republish' | 'rebuild' | 'release'

export const replayHeader = 'pactwork-replay'

export const isReplay = (headers: Readonly<Record<string, string>>): boolean =>
  headers[replayHeader] !== undefined

export const isRebuild = (headers: Readonly<Record<string, string>>): boolean =>
  headers[replayHeader] === ('rebuild' satisfies ReplayMode)
