/**
 * Why a fact is published again. `republish`: Kafka's data was lost; what a consumer has not handled yet has its
 * effect now. `rebuild`: consumers forgot on purpose; consumers with outside effects only move their position.
 */
export type ReplayMode = 'republish' | 'rebuild'

export const replayHeader = 'pactwork-replay'

export const isRebuild = (headers: Readonly<Record<string, string>>): boolean =>
  headers[replayHeader] === 'rebuild'
