import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'

const names = [process.env['PACTWORK_CHROMIUM'], 'chromium', 'chromium-browser', 'google-chrome', 'chrome']
const command = names.find((name) => name && spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0)

/** Why tests in a real browser cannot run on this machine; undefined when they can. */
export const withoutChromium: string | undefined =
  command === undefined ? 'there is no Chromium on the path, and PACTWORK_CHROMIUM names none' : undefined

const listed = z.array(z.object({ type: z.string(), webSocketDebuggerUrl: z.string() }))
const message = z.object({ id: z.number().optional(), result: z.record(z.string(), z.unknown()).optional() })
const evaluated = z.object({
  result: z.object({ value: z.unknown().optional() }),
  exceptionDetails: z.object({ text: z.string() }).loose().optional(),
})

/** A page in a headless Chromium, driven by its own protocol. */
export async function openPage(url: string) {
  if (command === undefined) throw new Error(`No page can be opened: ${withoutChromium}.`)
  const home = mkdtempSync(join(tmpdir(), 'pactwork-chromium-'))
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0']
  const browser = spawn(command, [...flags, `--user-data-dir=${home}`, '--window-size=1280,800', url], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const port = await debuggingPort(browser.stderr)
  const targets = listed.parse(await (await fetch(`http://127.0.0.1:${port}/json`)).json())
  const socket = new WebSocket(targets.find(({ type }) => type === 'page')?.webSocketDebuggerUrl ?? '')
  await once(socket, 'open')
  const waiting = new Map<number, (result: unknown) => void>()
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = message.parse(JSON.parse(String(data)))
    if (id === undefined) return
    waiting.get(id)?.(result)
    waiting.delete(id)
  })
  let sent = 0
  const ask = (method: string, params: Record<string, unknown> = {}): Promise<unknown> =>
    new Promise((resolve) => {
      sent += 1
      waiting.set(sent, resolve)
      socket.send(JSON.stringify({ id: sent, method, params }))
    })

  return {
    /** What an expression is in the page. */
    async evaluate(expression: string): Promise<unknown> {
      const answer = await ask('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
      const { result, exceptionDetails } = evaluated.parse(answer)
      if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails))

      return result.value
    },
    /** A picture of it, as PNG. */
    async picture(): Promise<Buffer> {
      const { data } = z.object({ data: z.string() }).parse(await ask('Page.captureScreenshot'))

      return Buffer.from(data, 'base64')
    },
    async close(): Promise<void> {
      const ended = once(browser, 'exit')
      socket.close()
      browser.kill('SIGKILL')
      await ended
      rmSync(home, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

async function debuggingPort(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const [, port] = /^DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(line) ?? []
    if (port !== undefined) return port
  }

  throw new Error('Chromium ended before it listened.')
}
