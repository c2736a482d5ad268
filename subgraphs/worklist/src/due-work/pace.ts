/** When to look again at something that is `age` old: soon while it is young, each minute when it is not. */
export function nextLook(since: Date, now: Date, bounds: { least: number; most: number }): Date {
  const age = Math.max(0, now.getTime() - since.getTime())

  return new Date(now.getTime() + Math.min(bounds.most, Math.max(bounds.least, age / 2)))
}
