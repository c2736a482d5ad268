/** So many of what comes; fewer where it ends before. */
export async function take<Value>(values: AsyncIterator<Value>, count: number): Promise<Value[]> {
  const taken: Value[] = []
  while (taken.length < count) {
    const { value, done } = await values.next()
    if (done) return taken
    taken.push(value)
  }

  return taken
}
