import { graphqlSync, buildSchema } from 'graphql'
import { products, reviews, users, type Product, type Review, type User } from './data.ts'
import { operations, type OperationName } from './graph.ts'

const schema = buildSchema(`
  type Query { me: User users: [User!]! topProducts(first: Int! = 5): [Product!]! }
  type User { id: ID! name: String! username: String! reviews: [Review!]! }
  type Review { id: ID! body: String! author: User! product: Product! }
  type Product {
    upc: ID! name: String! price: Int! weight: Int! inStock: Boolean! shippingEstimate: Int! reviews: [Review!]!
  }`)

const user = (known: User): object => ({
  ...known,
  reviews: () => reviews.filter(({ author }) => author === known.id).map(review),
})
const product = (known: Product): object => ({
  ...known,
  shippingEstimate: known.price > 1_000 ? 0 : Math.round(known.weight / 2),
  reviews: () => reviews.filter((each) => each.product === known.upc).map(review),
})
const review = (known: Review): object => ({
  ...known,
  author: () => users.filter(({ id }) => id === known.author).map(user)[0],
  product: () => products.filter(({ upc }) => upc === known.product).map(product)[0],
})

const rootValue = {
  me: () => users.map(user)[0],
  users: () => users.map(user),
  topProducts: ({ first }: { first: number }) => products.slice(0, first).map(product),
}

/** What the operation must answer: the same data in one process, without any gateway. */
export function expectedOf(operation: OperationName): unknown {
  const { data, errors } = graphqlSync({ schema, source: operations[operation], rootValue })
  if (errors) throw new Error(`The monolith fails: ${errors.join('; ')}`)

  return JSON.parse(JSON.stringify(data))
}
