import { describe, expect, test } from '@jest/globals'
import { summaryOf } from './statement-span.ts'

describe('what is told of a statement', () => {
  test.each([
    ['select "quote"."quote"."id" from "quote"."quote" where id = $1', 'select quote.quote'],
    ['  insert into due_work (tenant_id) values ($1)', 'insert due_work'],
    ["update offer set note = 'from the desk of Eve'", 'update offer'],
    ['begin; set local x = 1', 'begin'],
    ['commit', 'commit'],
    ["select set_config('app.tenant', 'b1946ac9', true)", 'select'],
    ['', 'unknown'],
  ])('%s → %s', (text, summary) => {
    expect(summaryOf(text)).toBe(summary)
    expect(summaryOf({ text, values: ['secret'] })).toBe(summary)
  })

  test('is no value that stands in its text', () => {
    expect(summaryOf("select 1 where name = 'from eve'")).not.toContain('eve')
    expect(summaryOf(undefined)).toBe('unknown')
  })
})
