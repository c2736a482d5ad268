import { describe, expect, test } from '@jest/globals'
import { composed, sentTo } from './composed.ts'

describe('@requires', () => {
  const shop = composed({
    products: {
      sdl: `type Query { product(id: ID!): Product products: [Product] }
            type Product @key(fields: "id") { id: ID! price: Int weight: Float sizes: [Size] tags: [[String]] }
            type Size { name: String! stock: Int }`,
      resolvers: {
        Query: {
          product: (_: unknown, { id }: { id: string }) => productOf(id),
          products: () => ['1', '2', '3', '1'].map(productOf),
        },
        Product: { __resolveReference: ({ id }: { id: string }) => productOf(id) },
      },
    },
    shipping: {
      sdl: `type Product @key(fields: "id") {
              id: ID! price: Int @external weight: Float @external
              estimate: String @requires(fields: "price weight")
              inStock: Boolean
            }`,
      resolvers: {
        Product: {
          estimate: ({ price, weight }: { price?: number | null; weight?: number | null }) =>
            `${String(price)} and ${String(weight)}`,
          inStock: ({ id }: { id: string }) => id !== '2',
        },
      },
    },
    insurance: {
      sdl: `type Product @key(fields: "id") {
              id: ID! estimate: String @external
              sizes: [Size] @external tags: [[String]] @external
              premium: String @requires(fields: "estimate")
              label: String @requires(fields: "sizes { name stock } tags")
            }
            type Size @shareable { name: String! @external stock: Int @external }`,
      resolvers: {
        Product: {
          premium: ({ estimate }: { estimate?: string }) => `insured ${estimate}`,
          label: ({ sizes, tags }: { sizes?: unknown; tags?: unknown }) => JSON.stringify({ sizes, tags }),
        },
      },
    },
  })
  function productOf(id: string) {
    return {
      id,
      price: Number(id) * 10,
      weight: id === '3' ? null : 0.5,
      sizes: [{ name: 'S', stock: null }, null, { name: 'L', stock: Number(id) }],
      tags: [['x', null], [], null],
    }
  }

  test('what is required is fetched without being asked for, and is not in the answer', async () => {
    const answer = await shop('{ product(id: "2") { estimate } }')

    expect(answer.data).toEqual({ product: { estimate: '20 and 0.5' } })
    expect(sentTo(answer, 'shipping')).toEqual([{ __typename: 'Product', id: '2', price: 20, weight: 0.5 }])
  })

  test('chains: what is required may require in its turn', async () => {
    expect((await shop('{ product(id: "1") { premium } }')).data).toEqual({
      product: { premium: 'insured 10 and 0.5' },
    })
  })

  test('a null that is required is a null, not something missing', async () => {
    expect((await shop('{ product(id: "3") { estimate premium } }')).data).toEqual({
      product: { estimate: '30 and null', premium: 'insured 30 and null' },
    })
  })

  test('lists of objects and lists of lists arrive whole, nulls among them', async () => {
    const label = JSON.stringify({
      sizes: [{ name: 'S', stock: null }, null, { name: 'L', stock: 1 }],
      tags: [['x', null], [], null],
    })

    expect((await shop('{ product(id: "1") { label sizes { name } } }')).data).toEqual({
      product: { label, sizes: [{ name: 'S' }, null, { name: 'L' }] },
    })
  })

  test('in a list each gets its own, equal ones are asked for once', async () => {
    const answer = await shop('{ products { id estimate premium } }')

    expect(answer.data).toEqual({
      products: ['1', '2', '3', '1'].map((id) => {
        const estimate = `${Number(id) * 10} and ${id === '3' ? null : 0.5}`
        return { id, estimate, premium: `insured ${estimate}` }
      }),
    })
    expect(sentTo(answer, 'shipping')).toHaveLength(3)
    expect(sentTo(answer, 'insurance')).toHaveLength(3)
  })

  test('an alias that is the name of a required field takes nothing from it', async () => {
    expect(
      (await shop('{ product(id: "2") { price: weight weight: price estimate id: inStock } }')).data,
    ).toEqual({
      product: { price: 0.5, weight: 20, estimate: '20 and 0.5', id: false },
    })
  })

  test.each(['@include(if: false)', '@skip(if: true)', '@include(if: $no)'])(
    'a field beside one with @requires that is left out (%s) stays as it is',
    async (condition) => {
      const { data } = await shop(
        `query ($no: Boolean! = false) { product(id: "1") { inStock estimate ${condition} ... @skip(if: $no) { price } } }`,
      )

      expect(data).toEqual({ product: { inStock: true, price: 10 } })
    },
  )
})
