/** What a part of the run counted. */
export type Tally = {
  passed: number
  failed: number
  skipped: number
  titles: { title: string; file: string }[]
}

export const none: Tally = { passed: 0, failed: 0, skipped: 0, titles: [] }

export const add = (one: Tally, other: Tally): Tally => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
  titles: [...one.titles, ...other.titles],
})
