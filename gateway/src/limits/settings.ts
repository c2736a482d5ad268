import { z } from 'zod'

const kilobytes = 1024
const megabytes = 1024 * kilobytes
const amount = (most: number) => z.coerce.number().int().positive().default(most)
const points = (most: number) => z.coerce.number().positive().default(most)

const bucket = (capacity: number, refillPerSecond: number, whose: string) =>
  z
    .strictObject({
      capacity: points(capacity).describe(`What the bucket of ${whose} holds, in points of cost.`),
      refillPerSecond: points(refillPerSecond).describe(
        `What flows back into the bucket of ${whose} each second, in points of cost.`,
      ),
    })
    .prefault({})

/** What one request, one document and one operation may be, and what a client may spend. */
export const limitsSettings = z.strictObject({
  headerBytes: amount(16 * kilobytes).describe('The longest head of a request, in bytes.'),
  urlBytes: amount(8 * kilobytes).describe('The longest URL, in bytes; the query of a GET is part of it.'),
  requestSeconds: amount(60).describe('How long a request may take to arrive, in seconds.'),
  bodyBytes: amount(megabytes).describe('The largest body, in bytes.'),
  importBodyBytes: amount(64 * megabytes).describe(
    'The largest body of those who may import catalogs, in bytes.',
  ),
  tokens: amount(5_000).describe('How many tokens a document may have.'),
  depth: amount(16).describe('How deep fields may be nested; the introspection of tools takes 15.'),
  nesting: amount(64).describe('How deep selections may be nested, those of fragments included.'),
  aliases: amount(50).describe('How many fields may have an alias, fragments expanded.'),
  rootFields: amount(20).describe('How many fields an operation may begin with, fragments expanded.'),
  directives: amount(50).describe('How many directives a document may apply, fragments expanded.'),
  fields: amount(3_000).describe('How many fields a document may select, fragments expanded.'),
  repeatedPairs: amount(10_000).describe(
    'How many pairs of fields may have the same name in one selection, fragments expanded: the work of validation.',
  ),
  fragments: amount(100).describe('How many fragments a document may define.'),
  operations: amount(10).describe('How many operations a document may define.'),
  definedVariables: amount(100).describe('How many variables an operation may define.'),
  nameLength: amount(200).describe('The longest name of an operation, fragment, variable or alias.'),
  valueDepth: amount(16).describe('How deep lists and objects may be nested in values and variables.'),
  listLength: amount(1_000).describe('The longest list among values and variables, and the largest page.'),
  importListLength: amount(20_000).describe('The longest list in the variables of who may import catalogs.'),
  variablesBytes: amount(256 * kilobytes).describe(
    'The largest variables, in bytes; who may import catalogs is bound by the body alone.',
  ),
  cost: points(25_000).describe('The highest estimated cost of one operation, in points.'),
  assumedListSize: amount(10).describe('The length that is assumed of a list that says nothing about it.'),
  mutationWeight: z.coerce
    .number()
    .min(0)
    .default(10)
    .describe('The weight of a field of Mutation without `@cost`, in points.'),
  costInAnswer: z
    .enum(['asked', 'always', 'never'])
    .default('asked')
    .describe('When `extensions.cost` is answered: to who sends `x-pactwork-cost: 1`, always, or never.'),
  clientBudget: bucket(1_000_000, 100_000, 'one client program, or one user without one'),
  tenantBudget: bucket(5_000_000, 500_000, 'one tenant'),
})

export type LimitsSettings = z.infer<typeof limitsSettings>
