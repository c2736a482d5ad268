import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { contextNames } from '@pactwork/kernel/contexts'
import { root } from '../stack/paths.ts'
import { testStack } from '../support/test-stack.ts'
import { tablesOfDatabase } from './database-tables.ts'
import { tablesOfSchema } from './prisma-schema.ts'
import { drift, type Tables } from './tables.ts'

const schemaOf = (context: string): string =>
  readFileSync(join(root, `prisma/${context}/schema.prisma`), 'utf8')

async function databaseOf(context: string): Promise<Tables> {
  const { env } = await testStack()

  return tablesOfDatabase(env[`PACTWORK_${context.toUpperCase()}_DATABASE_URL`] ?? '', context)
}

describe('schema.prisma mirrors the migrated database', () => {
  test.each(contextNames)('of the context %s', async (context) => {
    const database = await databaseOf(context)

    expect(Object.keys(database).length).toBeGreaterThan(0)
    expect(drift(tablesOfSchema(schemaOf(context)), database)).toEqual([])
  })
})

describe('the check of drift', () => {
  let database: Tables
  beforeAll(async () => {
    database = await databaseOf('customer')
  })

  test.each<[string, string, string, string]>([
    ['a table without a model', 'model Site {', '/// model Site {', 'the table site has no model'],
    ['a model without a table', '@@map("site")', '@@map("place")', 'the model of place has no table'],
    ['a column without a field', '  segment     String\n', '', 'the column customer.segment has no field'],
    [
      'a field without a column',
      '  segment     String\n',
      '  segment     String\n  size Int\n',
      'the field of customer.size',
    ],
    [
      'another type',
      '  verified   Boolean',
      '  verified   String',
      'site.verified is boolean; its field says text',
    ],
    [
      'another native type',
      '@map("created_at") @db.Timestamptz(3)',
      '@map("created_at") @db.Timestamptz(6)',
      'customer.created_at is timestamp(3)',
    ],
    [
      'a field that may be null',
      '  segment     String\n',
      '  segment     String?\n',
      'customer.segment may not be null',
    ],
    [
      'a field that may not be null',
      '  city        String?',
      '  city        String',
      'personal_detail.city may be null',
    ],
    [
      'another key',
      '@@id([tenantId, customerId, userId])',
      '@@id([tenantId, userId])',
      'the key of customer_authority',
    ],
  ])('finds %s', (_, what, by, sentence) => {
    const schema = schemaOf('customer')

    expect(schema).toContain(what)
    expect(drift(tablesOfSchema(schema.replace(what, by)), database)).toContainEqual(
      expect.stringContaining(sentence),
    )
  })
})
