import type { SupergraphListener } from './source.ts'

/** For specs: a listener that keeps what it was told, and a promise of the next thing that fits. */
export function heard() {
  const told: string[] = []
  const waiting: { fits: (line: string) => boolean; resolve: (line: string) => void }[] = []
  const hear = (line: string): void => {
    told.push(line)
    for (const { fits, resolve } of waiting) if (fits(line)) resolve(line)
  }
  const listener: SupergraphListener = {
    text: (sdl) => hear(sdl ?? 'unchanged'),
    unreachable: (reason) => hear(`unreachable: ${reason}`),
  }

  return {
    listener,
    told,
    /** The first line, from now on, that contains this. */
    next: (part: string): Promise<string> =>
      new Promise((resolve) => waiting.push({ fits: (line) => line.includes(part), resolve })),
  }
}
