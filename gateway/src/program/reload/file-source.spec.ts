import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { fileSource } from './file-source.ts'
import { heard } from './heard.ts'
import type { SupergraphSource } from './source.ts'

let folder: string
let file: string
let source: SupergraphSource | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'supergraph-'))
  file = join(folder, 'supergraph.graphql')
})
afterEach(() => {
  source?.stop()
  rmSync(folder, { recursive: true })
})

/** A followed file that had this text at the start. */
async function followed(text: string) {
  const listening = heard()
  writeFileSync(file, text)
  source = fileSource({ file, watch: true, interval: 20, settled: 5 })
  const seen = listening.next(text)
  source.follow(listening.listener)
  await seen

  return listening
}

describe('a supergraph in a file', () => {
  test('is read', async () => {
    writeFileSync(file, 'one')

    await expect(fileSource({ file, watch: false }).read()).resolves.toBe('one')
  })

  test('that is not there is named', async () => {
    await expect(fileSource({ file, watch: false }).read()).rejects.toThrow(
      `The supergraph cannot be read: there is no file ${file}.`,
    )
  })

  test('is followed when it is written anew', async () => {
    const listening = await followed('one')
    const next = listening.next('two')
    writeFileSync(file, 'two!')

    await next
  })

  test('is followed through a rename over it', async () => {
    const listening = await followed('one')
    const next = listening.next('two')
    writeFileSync(join(folder, 'new'), 'two')
    renameSync(join(folder, 'new'), file)

    await next
  })

  test('is followed through a switched symbolic link above it', async () => {
    for (const version of ['v1', 'v2']) {
      mkdirSync(join(folder, version))
      writeFileSync(join(folder, version, 'graph'), version)
    }
    symlinkSync('v1', join(folder, 'data'))
    symlinkSync('data/graph', file)
    const listening = heard()
    source = fileSource({ file, watch: true, interval: 20, settled: 5 })
    const first = listening.next('v1')
    source.follow(listening.listener)
    await first

    const next = listening.next('v2')
    symlinkSync('v2', join(folder, 'data-next'))
    renameSync(join(folder, 'data-next'), join(folder, 'data'))

    await next
  })

  test('may be deleted and come back', async () => {
    const listening = await followed('one')
    const gone = listening.next('unreachable')
    unlinkSync(file)
    expect(await gone).toBe(`unreachable: there is no file ${file}.`)

    const back = listening.next('two')
    writeFileSync(file, 'two')
    await back
  })

  test('is not told while it is being written', async () => {
    const listening = await followed('one')
    const next = listening.next('half and the other half')
    writeFileSync(file, 'half')
    writeFileSync(file, ' and the other half', { flag: 'a' })
    await next

    expect(listening.told).not.toContain('half')
  })

  test('tells nothing any more once stopped', async () => {
    const listening = await followed('one')
    source?.stop()
    const other = fileSource({ file, watch: true, interval: 20, settled: 5 })
    const second = heard()
    const next = second.next('two')
    other.follow(second.listener)
    writeFileSync(file, 'two')
    await next
    other.stop()

    expect(listening.told).toEqual(['one'])
  })
})
