const underWay = new Map<string, Promise<unknown>>()

/** Waits for the end of a twin that is under way in this process, however it ends; false when there is none. */
export async function twinEnded(key: string): Promise<boolean> {
  const twin = underWay.get(key)
  if (!twin) return false
  await twin.catch(() => undefined)

  return true
}

/** Carries work out so that its twins can wait for it: a double click asks the owners of its evidence once. */
export async function aheadOfTwins<Value>(key: string, work: () => Promise<Value>): Promise<Value> {
  const own = work()
  underWay.set(key, own)
  try {
    return await own
  } finally {
    if (underWay.get(key) === own) underWay.delete(key)
  }
}
