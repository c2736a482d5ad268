import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { identityOf, tryLock, withLock } from './lock.mjs'

describe('a lock file', () => {
  let folder: string
  let path: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pactwork-lock-'))
    path = join(folder, 'the.lock')
  })

  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is held by one at a time', async () => {
    const order: string[] = []
    const work = (name: string) => withLock(path, async () => void order.push(`${name} in`, `${name} out`))

    await Promise.all([work('a'), work('b'), work('c')])

    expect(order.filter((_, index) => index % 2 === 0).map((entry) => entry.replace('in', 'out'))).toEqual(
      order.filter((_, index) => index % 2 === 1),
    )
    expect(await readdir(folder)).toEqual([])
  })

  it('says which process holds it', () => {
    tryLock(path)

    expect(tryLock(path)).toEqual({ heldBy: process.pid })
  })

  it('is taken over from a run that was killed', async () => {
    const { pid } = spawnSync('true')
    await writeFile(path, JSON.stringify([{ pid, started: '1' }]))

    expect(tryLock(path)).toHaveProperty('release')
  })

  it('is taken over when the number of the killed run belongs to another program by now', async () => {
    await writeFile(path, JSON.stringify([{ ...identityOf(process.ppid), started: '1' }]))

    expect(tryLock(path)).toHaveProperty('release')
  })

  it('is still held while a child of the killed run works on', async () => {
    const child = spawn('sleep', ['30'])
    await new Promise((resolve) => child.once('spawn', resolve))
    await writeFile(path, JSON.stringify([{ pid: 1_999_999, started: '1' }, identityOf(child.pid ?? 0)]))

    expect(tryLock(path)).toEqual({ heldBy: child.pid })

    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
    expect(tryLock(path)).toHaveProperty('release')
    expect(existsSync(path)).toBe(true)
  })
})
