import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { testStack } from '../support/test-stack.ts'

const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  process: z.string(),
  attributes: z.record(z.string(), z.unknown()),
})
export type Span = z.infer<typeof span>

/** All spans that the processes of the stack have written so far and that `is` wants. */
export async function spansOf(is: (span: Span) => boolean): Promise<Span[]> {
  const { env } = await testStack()
  const folder = env['PACTWORK_TRACE_DIR'] ?? ''
  const files = (await readdir(folder)).filter((name) => name.endsWith('.spans.ndjson'))
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))

  return texts
    .flatMap((text) => text.slice(0, text.lastIndexOf('\n') + 1).split('\n'))
    .filter((line) => line !== '')
    .map((line) => span.parse(JSON.parse(line)))
    .filter(is)
}
