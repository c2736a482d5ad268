import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { newsGraph } from '../../gateway/news-subgraphs.ts'
import { answer, type Answer } from './news-messages.ts'

/** Starts the subgraphs of the measured graph in a process of their own. */
export async function startNews() {
  const child = fork(join(import.meta.dirname, 'news-program.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  let last: Promise<unknown> = Promise.resolve()

  /** One question after the other. */
  const asking = ({ tell = 0, behind = 0 } = {}): Promise<Answer> => {
    const asked = last.then(async () => {
      const answered = once(child, 'message')
      child.send({ tell, behind })
      return answer.parse((await answered)[0])
    })
    last = asked.catch(() => undefined)

    return asked
  }
  const { url } = await asking()

  return {
    supergraph: newsGraph(0, { pages: true })
      .replaceAll('http://news', `${url}/news`)
      .replaceAll('http://people', `${url}/people`),
    now: asking,
    tell: (count: number) => asking({ tell: count }),
    cursor: async (behind: number) => (await asking({ behind })).cursor,
    async stop(): Promise<void> {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}

export type News = Awaited<ReturnType<typeof startNews>>
