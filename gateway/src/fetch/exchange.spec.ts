import { expect, test } from '@jest/globals'
import { Dispatcher } from 'undici'
import { exchange } from './exchange.ts'

const message = { path: '/', headers: {}, body: '{}' }

function controller() {
  const aborted: Error[] = []
  return {
    aborted,
    paused: false,
    reason: null,
    pause() {},
    resume() {},
    abort: (reason: Error) => void aborted.push(reason),
  }
}

test('a dispatcher that begins a message a second time is stopped: whether to repeat is ours to decide', async () => {
  const [first, second] = [controller(), controller()]
  class Repeating extends Dispatcher {
    override dispatch(_options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
      for (const { aborted, ...rest } of [first, second])
        handler.onRequestStart?.({ ...rest, aborted: aborted.length > 0 }, {})
      return true
    }
  }
  const reply = await exchange(new Repeating(), message, {
    signal: new AbortController().signal,
    mostBytes: 100,
  })

  expect(reply).toMatchObject({ error: { code: 'UND_ERR_SOCKET' }, begun: false })
  expect(first.aborted).toEqual([])
  expect(second.aborted).toHaveLength(1)
})
