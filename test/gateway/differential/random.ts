/** Chance that can be repeated: the same seed gives the same rolls. */
export type Dice = {
  /** From 0 to below 1. */
  roll(): number
  chance(probability: number): boolean
  below(bound: number): number
  pick<Item>(items: readonly Item[]): Item
}

export function diceOf(seed: number): Dice {
  let state = seed >>> 0
  const roll = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    return mixed(state) / 2 ** 32
  }
  const below = (bound: number): number => Math.floor(roll() * bound)

  return {
    roll,
    below,
    chance: (probability) => roll() < probability,
    pick(items) {
      const item = items[below(items.length)]
      if (item === undefined) throw new RangeError('There is nothing to pick from.')
      return item
    },
  }
}

/** A text → a number of 32 bits, the same every time. */
export function hashed(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)

  return mixed(hash >>> 0)
}

function mixed(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)

  return (bits ^ (bits >>> 16)) >>> 0
}
