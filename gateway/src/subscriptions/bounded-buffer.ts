type Sized = { bytes: number }

/** Items that wait, bounded by count and by size; one item is taken however large it is. */
export function boundedBuffer<Item extends Sized>(
  most: { items: number; bytes: number },
  changed: (items: number, bytes: number) => void = () => {},
) {
  let waiting: Item[] = []
  let bytes = 0

  return {
    size: () => waiting.length,
    /** Whether it is so empty that it is worth while to fill it again. */
    isLow: () => waiting.length <= most.items / 4 && bytes <= most.bytes / 4,
    /** False when there is no room. */
    push(item: Item): boolean {
      const isFull = waiting.length >= most.items || bytes + item.bytes > most.bytes
      if (isFull && waiting.length > 0) return false
      waiting.push(item)
      bytes += item.bytes
      changed(1, item.bytes)

      return true
    },
    shift(): Item | undefined {
      const item = waiting.shift()
      if (!item) return undefined
      bytes -= item.bytes
      changed(-1, -item.bytes)

      return item
    },
    clear(): void {
      changed(-waiting.length, -bytes)
      waiting = []
      bytes = 0
    },
  }
}

export type BoundedBuffer<Item extends Sized> = ReturnType<typeof boundedBuffer<Item>>
