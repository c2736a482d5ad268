import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { percentile } from '../statistics.ts'
import { findings, type Cell, type Findings } from './cell.ts'
import { operations, type OperationName } from './graph.ts'
import { processorMilliseconds, residentMegabytes, type Program } from './program.ts'
import { freshTokens } from './tokens.ts'

export type Setting = { operation: OperationName; atOnce: number }

/** One contestant in one round; times in milliseconds. */
export type Measurement = {
  requests: number
  perSecond: number
  p50: number
  p95: number
  p99: number
  /** Processor time of the gateway's process. */
  cpu: number
  megabytes: number
  /** Per operation, as the subgraphs counted. */
  calls: number
  representations: number
}

export type Course = {
  contestant: Program
  subgraphs: readonly Program[]
  setting: Setting
  milliseconds: number
  /** No more than so many requests; the cell ends early then. */
  most: number
  /** The data that every contestant must answer. */
  expected: unknown
}

/** Lets the load run on a contestant; throws when an answer is refused or is not the expected one. */
export async function measure(course: Course): Promise<Measurement> {
  const { contestant, subgraphs, setting, milliseconds, most, expected } = course
  const tokens = await freshTokens(contestant.name, most)
  await countsOf(subgraphs)
  const before = processorMilliseconds(contestant.pid)
  const found = await load({
    url: `${contestant.url}/graphql`,
    query: operations[setting.operation],
    tokens,
    atOnce: setting.atOnce,
    milliseconds,
  })
  const cpu = processorMilliseconds(contestant.pid) - before
  const counts = await countsOf(subgraphs)
  check(contestant.name, setting, found, expected)
  const requests = found.latencies.length

  return {
    requests,
    perSecond: (requests / found.milliseconds) * 1_000,
    p50: percentile(found.latencies, 0.5),
    p95: percentile(found.latencies, 0.95),
    p99: percentile(found.latencies, 0.99),
    cpu: cpu / requests,
    megabytes: residentMegabytes(contestant.pid),
    calls: counts.calls / requests,
    representations: counts.representations / requests,
  }
}

async function load(cell: Cell): Promise<Findings> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const parts: Buffer[] = []
  child.stdout.on('data', (part: Buffer) => parts.push(part))
  child.stdin.end(JSON.stringify(cell))
  await once(child, 'close')

  return findings.parse(JSON.parse(Buffer.concat(parts).toString()))
}

function check(
  name: string,
  { operation }: Setting,
  { failures, answers }: Findings,
  expected: unknown,
): void {
  const [failure] = failures
  if (failure !== undefined) throw new Error(`${name} refused ${failures.length} requests: ${failure}`)
  for (const text of answers) {
    if (!isDeepStrictEqual(dataOf(text), expected))
      throw new Error(`${name} answers ${operation} otherwise than expected: ${text.slice(0, 1_000)}`)
  }
}

/** The data of an answer; throws when there is an error in it. */
export function dataOf(text: string): unknown {
  const { data, errors } = answer.parse(JSON.parse(text))
  if (errors) throw new Error(`The answer has errors: ${JSON.stringify(errors).slice(0, 1_000)}`)

  return data
}

const answer = z.object({ data: z.unknown(), errors: z.array(z.unknown()).optional() })
const counted = z.object({ calls: z.number(), representations: z.number() })

/** What the subgraphs were asked since the last time, together. */
async function countsOf(subgraphs: readonly Program[]): Promise<z.infer<typeof counted>> {
  const all = await Promise.all(
    subgraphs.map(async ({ url }) => counted.parse(await (await fetch(url)).json())),
  )

  return {
    calls: all.reduce((sum, { calls }) => sum + calls, 0),
    representations: all.reduce((sum, { representations }) => sum + representations, 0),
  }
}
