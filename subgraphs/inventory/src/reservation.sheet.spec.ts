import { readFileSync } from 'node:fs'

import { expect, test } from '@jest/globals'
import { sheetFields, sheetTable } from '@pactwork/treaty/sheet'

import { reservationSheet } from './reservation.sheet.ts'

test('INT-10 the treaty answers all 21 questions, and the README shows its answers', () => {
  expect(Object.keys(sheetFields)).toHaveLength(21)
  for (const answer of Object.values(reservationSheet)) expect(answer.length).toBeGreaterThan(10)

  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(sheetTable(reservationSheet))
})
