import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { graphql, parse } from 'graphql'
import { z } from 'zod'
import { products, reviews, users, type Product } from './data.ts'
import { schemas, type SubgraphName } from './graph.ts'

// One subgraph of the measured graph: `node subgraph.ts <name> <port>`. Its data never change, so an answer is worked
// out once per request body and then taken from memory: what is measured is the gateway, not this.

const byId = new Map(users.map((user) => [user.id, user]))
const byUpc = new Map(products.map((product) => [product.upc, product]))
const inventoryOf = (reference: Product) => ({ ...reference, inStock: byUpc.get(reference.upc)?.inStock })

const resolvers: Record<SubgraphName, object> = {
  accounts: {
    Query: { me: () => users[0], users: () => users },
    User: { __resolveReference: ({ id }: { id: string }) => byId.get(id) },
  },
  products: {
    Query: { topProducts: (_: unknown, { first }: { first: number }) => products.slice(0, first) },
    Product: { __resolveReference: ({ upc }: { upc: string }) => byUpc.get(upc) },
  },
  inventory: {
    Product: {
      __resolveReference: inventoryOf,
      shippingEstimate: ({ price, weight }: Product) => (price > 1_000 ? 0 : Math.round(weight / 2)),
    },
  },
  reviews: {
    Review: {
      __resolveReference: ({ id }: { id: string }) => reviews.find((review) => review.id === id),
      author: ({ author }: { author: string }) => ({ id: author, username: byId.get(author)?.username }),
      product: ({ product }: { product: string }) => ({ upc: product }),
    },
    User: { reviews: ({ id }: { id: string }) => reviews.filter(({ author }) => author === id) },
    Product: { reviews: ({ upc }: { upc: string }) => reviews.filter(({ product }) => product === upc) },
  },
}

const body = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z
    .object({ representations: z.array(z.unknown()).optional() })
    .loose()
    .nullish(),
})

type Known = { answer: Buffer; representations: number }

function workOut(name: SubgraphName): (text: string) => Promise<Known> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(schemas[name]), resolvers: { ...resolvers[name] } }])

  return async (text) => {
    const { query, variables } = body.parse(JSON.parse(text))
    const result = await graphql({ schema, source: query, variableValues: variables ?? {} })

    return {
      answer: Buffer.from(JSON.stringify(result)),
      representations: variables?.representations?.length ?? 0,
    }
  }
}

/** Counts of calls and representations since they were last asked for. */
let counts = { calls: 0, representations: 0 }

function serve(name: SubgraphName, port: number): void {
  const answerTo = workOut(name)
  const known = new Map<string, Known>()

  const answer = async (request: IncomingMessage, response: ServerResponse, text: string): Promise<void> => {
    // Whoever asks must have passed the user's token on.
    if (!request.headers.authorization?.startsWith('Bearer ')) return void response.writeHead(401).end()
    const found = known.get(text) ?? (await answerTo(text))
    known.set(text, found)
    counts.calls += 1
    counts.representations += found.representations
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': found.answer.length })
      .end(found.answer)
  }

  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(counts))
      counts = { calls: 0, representations: 0 }
      return
    }
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      answer(request, response, Buffer.concat(parts).toString()).catch((error: unknown) => {
        console.error(error)
        response.writeHead(500).end()
      })
    })
  })
  server.keepAliveTimeout = 60_000
  server.listen(port, '127.0.0.1')
}

const [name = '', port = ''] = process.argv.slice(2)
if (!(name in schemas)) throw new Error(`There is no subgraph ${name}.`)
serve(name as SubgraphName, Number(port))
