import type { RequestHandler } from 'express'
import { asksForPage } from './browser-request.ts'

const sentences = [
  'This is a GraphQL endpoint, served by the gateway of Pactwork.',
  'Send operations to POST /graphql as application/json, subscriptions by graphql-ws or server-sent events to the same path.',
  'Unless the gateway was started open, every operation needs a token: authorization: Bearer <token>.',
  'gateway/README.md of Pactwork describes settings and operation, docs/errors.md what each error code means.',
]

/** For people who come by: what this is. It says nothing about the graph. */
export const landing: RequestHandler = (request, response, next) => {
  const { path, method } = request
  const isRoot = path === '/' && (method === 'GET' || method === 'HEAD')
  if (!isRoot && !(path === '/graphql' && asksForPage(request))) return next()

  response.setHeader('x-content-type-options', 'nosniff')
  if (!asksForPage(request)) return void response.type('text/plain').send(`${sentences.join('\n')}\n`)
  response
    .type('text/html')
    .setHeader(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    )
    .send(page)
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Pactwork gateway</title>
<style>
  body { font: 17px/1.6 system-ui, sans-serif; color: #1f2430; max-width: 38rem; margin: 18vh auto 0; padding: 0 1.5rem }
  h1 { font-size: 1.4rem; margin: 0 0 1rem }
  @media (prefers-color-scheme: dark) { body { background: #171a21; color: #dfe3ec } }
</style>
<h1>Pactwork gateway</h1>
${sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join('\n')}
</html>
`
