import { newsSubgraphs } from '../../gateway/news-subgraphs.ts'
import { ask, type Answer } from './news-messages.ts'

// The subgraphs of the measured graph as a process of their own: a feed that tells what it is told to, and `people`.
const subgraphs = await newsSubgraphs({ pages: true })
const { feed } = subgraphs
const answer = (said: Answer): void => void process.send?.(said)

process.on('message', (message) => {
  const { tell, behind } = ask.parse(message)
  if (tell > 0) feed.tell(tell)
  answer({
    url: subgraphs.url,
    position: feed.count(),
    followers: feed.followers(),
    calls: subgraphs.asked.calls,
    cursor: feed.cursorOf(Math.max(0, feed.count() - behind), undefined),
  })
})
process.once('disconnect', () => void subgraphs.close().then(() => process.exit()))
