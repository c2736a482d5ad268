import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { faultless, joined, representationsOf } from './entity-answers.ts'

const request = (document: string, variables: Record<string, unknown>) => ({
  subgraph: 's',
  kind: 'query' as const,
  document,
  operationName: undefined,
  variables,
  cache: undefined,
})

describe('answers of entities, kept one by one', () => {
  test('are those of fetches that ask for entities and nothing else', () => {
    const representations = [{ __typename: 'A', id: '1' }]
    const entity = 'query($representations: [_Any!]!) { _entities(representations: $representations) { id } }'

    expect(representationsOf(request(entity, { representations }))).toBe(representations)
    expect(representationsOf(request('{ a(text: "_entities(") }', { representations }))).toBeUndefined()
    expect(representationsOf(request('{ x: _entities { id } }', { representations }))).toBeUndefined()
    expect(representationsOf(request('{ _entities { id } other }', { representations }))).toBeUndefined()
    expect(representationsOf(request(entity, {}))).toBeUndefined()
  })

  test('are joined as if all had been fetched, whatever was kept', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ value: fc.jsonValue(), kept: fc.boolean(), fails: fc.boolean() }), {
          minLength: 1,
        }),
        (rows) => {
          const found = rows.map(({ kept, value }) => (kept ? { data: value } : undefined))
          const missing = [...rows.keys()].filter((index) => !rows[index]?.kept)
          const fetched = missing.map((index) => (rows[index]?.fails ? null : rows[index]?.value))
          const errors = missing.flatMap((index, place) =>
            rows[index]?.fails ? [{ message: `row ${index}`, path: ['_entities', place, 'name'] }] : [],
          )

          expect(joined(found, missing, { data: { _entities: fetched }, errors })).toEqual({
            data: {
              _entities: rows.map(({ kept, fails, value }) => (kept || !fails ? value : null)),
            },
            ...(errors.length > 0 && {
              errors: missing
                .filter((index) => rows[index]?.fails)
                .map((index) => ({ message: `row ${index}`, path: ['_entities', index, 'name'] })),
            }),
          })
        },
      ),
    )
  })

  test('blame an error that names none of them on all that were sent, and keep none of those', () => {
    const answer = { data: null, errors: [{ message: 'down' }] }

    expect(joined([{ data: { id: 1 } }, undefined, undefined], [1, 2], answer)).toEqual({
      data: { _entities: [{ id: 1 }, null, null] },
      errors: [
        { message: 'down', path: ['_entities', 1] },
        { message: 'down', path: ['_entities', 2] },
      ],
    })
    expect(faultless(answer, 2)).toEqual([false, false])
    expect(faultless({ data: {}, errors: [{ message: 'x', path: ['_entities', 1, 'a'] }] }, 3)).toEqual([
      true,
      false,
      true,
    ])
  })
})
