const dayInMilliseconds = 86_400_000

/** The last of `days` calendar days that begin with `first`. Days of the calendar, without zones or hours. */
export const lastDay = (first: string, days: number): string =>
  new Date(Date.parse(`${first}T00:00:00Z`) + (days - 1) * dayInMilliseconds).toISOString().slice(0, 10)
