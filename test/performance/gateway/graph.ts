import { composeGraph } from '@pactwork/gateway/compose/compose-graph'
import { parse } from 'graphql'

const link = (imports: readonly string[]): string =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: [${imports.map((name) => `"@${name}"`).join(', ')}])`

/** A shop in four subgraphs, the shape in which gateways are commonly compared: each asks the others for the rest. */
export const schemas = {
  accounts: `${link(['key', 'shareable'])}
    type Query { me: User users: [User!]! }
    type User @key(fields: "id") { id: ID! name: String! username: String! @shareable }`,

  products: `${link(['key'])}
    type Query { topProducts(first: Int! = 5): [Product!]! }
    type Product @key(fields: "upc") { upc: ID! name: String! price: Int! weight: Int! }`,

  inventory: `${link(['key', 'external', 'requires'])}
    type Product @key(fields: "upc") {
      upc: ID!
      price: Int! @external
      weight: Int! @external
      inStock: Boolean!
      shippingEstimate: Int! @requires(fields: "price weight")
    }`,

  reviews: `${link(['key', 'external', 'provides'])}
    type Review @key(fields: "id") {
      id: ID!
      body: String!
      author: User! @provides(fields: "username")
      product: Product!
    }
    type User @key(fields: "id") { id: ID! username: String! @external reviews: [Review!]! }
    type Product @key(fields: "upc") { upc: ID! reviews: [Review!]! }`,
} as const

export type SubgraphName = keyof typeof schemas
export const subgraphNames = Object.keys(schemas) as SubgraphName[]

/** The supergraph that every contestant serves. */
export function supergraphOf(urls: Record<SubgraphName, string>): string {
  const subgraphs = subgraphNames.map((name) => ({ name, url: urls[name], typeDefs: parse(schemas[name]) }))
  const { supergraph, problems } = composeGraph(subgraphs)
  if (!supergraph) throw new Error(`The measured graph does not compose: ${problems.join('; ')}`)

  return supergraph
}

const fields = `
  fragment Person on User { id username name }
  fragment Opinion on Review { id body }
  fragment Thing on Product { upc name price weight inStock shippingEstimate }
  fragment Discussed on Product {
    ...Thing
    reviews { ...Opinion author { ...Person reviews { ...Opinion product { ...Thing } } } }
  }`

/** What is asked: `deep` crosses the subgraphs many times and meets the same entities again and again. */
export const operations = {
  deep: `query Deep {
    users { ...Person reviews { ...Opinion product { ...Discussed } } }
    topProducts { ...Discussed }
  }${fields}`,
  small: `query Small { topProducts(first: 3) { upc name inStock } me { id name reviews { id body } } }`,
} as const

export type OperationName = keyof typeof operations
