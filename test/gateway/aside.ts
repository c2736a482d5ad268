import { meanwhile } from '../support/meanwhile.ts'
import { newsScene, type NewsScene } from './news-scene.ts'

/** A test that mostly waits, in a scene of its own: it begins with its block and holds up none of the others. */
export const aside = (
  run: (scene: NewsScene) => Promise<void>,
  options?: Parameters<typeof newsScene>[0],
): (() => Promise<void>) =>
  meanwhile(async () => {
    const scene = await newsScene(options)
    try {
      await run(scene)
      await scene.quiet()
    } finally {
      await scene.close()
    }
  })
