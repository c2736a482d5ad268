import { beforeAll, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { testEngine, type TestEngine } from './model.ts'

let engine: TestEngine

beforeAll(async () => {
  engine = await testEngine()
  await engine.deploy()
})

const entry = z.object({ value: z.string() })
const answer = z.array(z.object({ level: entry, candidateGroup: entry }))

async function levelOf(discountBasisPoints: number, contractValueMinor: number): Promise<string> {
  const variables = {
    discountBasisPoints: { value: discountBasisPoints, type: 'Long' },
    contractValueMinor: { value: contractValueMinor, type: 'Long' },
  }
  const rules = await engine.rest.post(
    '/decision-definition/key/approval-level/evaluate',
    { variables },
    answer,
  )
  if (rules.length !== 1) throw new Error(`${rules.length} rules match`)

  return `${rules[0]?.level.value} ${rules[0]?.candidateGroup.value}`
}

const none = 'NONE none'
const manager = 'MANAGER approvers'
const director = 'DIRECTOR approval-directors'

describe('APR-01 the level of approval', () => {
  test.each([
    [0, 0, none],
    [500, 9_999_999, none],
    [501, 0, manager],
    [500, 10_000_000, manager],
    [0, 99_999_999, manager],
    [2_000, 99_999_999, manager],
    [0, 100_000_000, director],
    [2_000, 100_000_000, director],
    [2_001, 0, director],
    [10_000, 900_719_925_474_099, director],
  ])('a discount of %i basis points on %i minor units asks for %s', async (discount, value, expected) => {
    expect(await levelOf(discount, value)).toBe(expected)
  })

  test('is decided by exactly one rule, whatever the integers', async () => {
    const edges = [0, 1, 499, 500, 501, 1_999, 2_000, 2_001, 10_000]
    const values = [0, 9_999_999, 10_000_000, 99_999_999, 100_000_000, 100_000_001]
    for (const discount of edges)
      for (const value of values) expect(await levelOf(discount, value)).toMatch(/^(NONE|MANAGER|DIRECTOR) /)
  })
})
