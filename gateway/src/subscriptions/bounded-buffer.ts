type Sized = { bytes: number }

/** Items that wait, bounded by count and by size; one item is taken however large it is. */
export function boundedBuffer<Item extends Sized>(
  most: { items: number; bytes: number },
  changed: (items: number, bytes: number) => void = () => {},
) {
  let waiting: Item[] = []
  let bytes = 0
  let room = most.items

  return {
    size: () => waiting.length,
    first: () => waiting[0],
    /** Whether it is so empty that it is worth while to fill it again. */
    isLow: () => waiting.length <= room / 4 && bytes <= most.bytes / 4,
    room: () => room,
    /** Has room for so many from now on: never for none, nor for more than ever. */
    resize: (items: number) => void (room = Math.min(Math.max(items, 1), most.items)),
    /** False when there is no room. */
    push(item: Item): boolean {
      const isFull = waiting.length >= room || bytes + item.bytes > most.bytes
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
