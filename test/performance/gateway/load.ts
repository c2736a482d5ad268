import { Pool } from 'undici'
import { cell, type Findings } from './cell.ts'

// The measuring client, a process of its own: reads one cell as JSON from its standard input, answers one line.

const kept = 20
const { url, query, tokens, atOnce, milliseconds } = cell.parse(JSON.parse(await standardInput()))
const target = new URL(url)
const pool = new Pool(target.origin, { connections: atOnce, pipelining: 1 })
const body = JSON.stringify({ query })
const latencies: number[] = []
const failures: string[] = []
const answers: string[] = []

const began = performance.now()
let next = 0
await Promise.all(Array.from({ length: atOnce }, lane))
const took = performance.now() - began
await pool.close()
const found: Findings = { milliseconds: took, latencies, failures, answers }
console.log(JSON.stringify(found))

async function lane(): Promise<void> {
  while (performance.now() - began < milliseconds) {
    const token = tokens[next]
    if (token === undefined) return
    next += 1
    await one(token)
  }
}

async function one(token: string): Promise<void> {
  const sent = performance.now()
  const { statusCode, body: answer } = await pool.request({
    path: target.pathname,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      'apollographql-client-name': 'bench',
    },
    body,
  })
  const text = await answer.text()
  latencies.push(performance.now() - sent)
  if (statusCode !== 200) failures.push(`${statusCode} ${text.slice(0, 500)}`)
  // The first, and then some of the others: all of them would be more than is worth holding.
  else if (latencies.length % 50 === 1 && answers.length < kept) answers.push(text)
}

async function standardInput(): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of process.stdin) parts.push(Buffer.from(part))

  return Buffer.concat(parts).toString()
}
