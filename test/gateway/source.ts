import { eventQueue } from '@pactwork/gateway/subscriptions/event-queue'

/** A source of events that counts who follows it. */
export function source<Event>() {
  const followers = new Set<(event: Event) => void>()

  return {
    followers: () => followers.size,
    emit(event: Event): void {
      for (const follower of followers) follower(event)
    },
    follow() {
      const queue = eventQueue<Event>({
        released: () => followers.delete(queue.push),
        full: () => new Error('full'),
      })
      followers.add(queue.push)
      return queue.events
    },
  }
}
