const link = (...more: string[]) => `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
    "@key" "@external" "@requires" "@shareable" "@interfaceObject" "@requiresScopes" "@policy"
    { name: "@authenticated", as: "@signedIn" } ${more.join(' ')}
  ])`

/** Five subgraphs that protect fields, types, scalars, enums, entities, chains of `@requires` and subscriptions. */
export const guardedSubgraphs: Readonly<Record<string, string>> = {
  people: `${link()}
    type Query {
      me: User
      people: [Member]
      bot: Bot
      anything: [Anything]
      search(text: String!): [Anything]
      assets: [Asset]
      car: Car
      administrators: [Administrator]
      audit: [String!] @policy(policies: [["auditor"]])
      strict: Strict
      items: [Item]
    }
    interface Item { code: String  note: String  like: Item }
    type Book implements Item { code: String!  note: String  like: Book }
    type Disc implements Item { code: String  note: String @signedIn  like: Item }
    type Tape implements Item { code: String @requiresScopes(scopes: [["tape"]])  note: String  like: Tape @signedIn }
    interface Member @key(fields: "id") { id: ID!  name: String  nick: String  friend: Member  mood: Mood }
    type User implements Member @key(fields: "id") {
      id: ID!
      name: String
      nick: String @signedIn
      email: String @requiresScopes(scopes: [["email"], ["directory", "people"]])
      phone: String @shareable @signedIn
      salary: Money @requiresScopes(scopes: [["payroll"]])
      friend: Member
      mood: Mood
    }
    type Bot implements Member @key(fields: "id") {
      id: ID!
      name: String
      nick: String
      friend: Member
      mood: Mood
      owner: User
      token: String @policy(policies: [["operator", "auditor"], ["root"]])
    }
    type Administrator @key(fields: "id") @requiresScopes(scopes: [["admin"]]) { id: ID!  name: String  boss: User }
    union Anything = User | Bot | Administrator
    interface Asset { id: ID!  label: String }
    type Car implements Asset { id: ID!  label: String }
    type Vault implements Asset @policy(policies: [["keyholder"]]) { id: ID!  label: String  combination: String }
    type Strict { code: String! @requiresScopes(scopes: [["strict"]])  size: Int }
    scalar Money @requiresScopes(scopes: [["money"]])
    enum Mood @policy(policies: [["friend"]]) { GOOD BAD }`,

  orders: `${link()}
    type Query { order(id: ID!): Order  orders: [Order!]  first: Order! }
    type Mutation { place(note: String): Order  wipe: Boolean @requiresScopes(scopes: [["admin"]]) }
    type Subscription { placed: Order  ticks: Int @signedIn }
    type User @key(fields: "id") {
      id: ID!
      phone: String @shareable @requiresScopes(scopes: [["contact"]])
      orders: [Order!]
      self: Anyone @requiresScopes(scopes: [["self"]])
    }
    type Bot @key(fields: "id", resolvable: false) { id: ID! }
    union Anyone = User | Bot
    type Order @key(fields: "id") {
      id: ID!
      note: String
      total: Money
      margin: Int @policy(policies: [["finance"]])
      internal: Internal
      buyer: User
      about: [About]
    }
    type Internal @policy(policies: [["operator"]]) @requiresScopes(scopes: [["internal"]]) { code: String  order: Order }
    union About = User | Order | Internal
    scalar Money`,

  shipping: `${link()}
    type Order @key(fields: "id") {
      id: ID!
      margin: Int @external
      weight: Int
      cost: Int @requires(fields: "margin") @policy(policies: [["finance"]])
    }`,

  reports: `${link()}
    type Order @key(fields: "id") {
      id: ID!
      cost: Int @external
      note: String @external
      forecast: Int @requires(fields: "cost") @policy(policies: [["finance"]]) @requiresScopes(scopes: [["report"]])
      summary: String @requires(fields: "note")
    }`,

  ratings: `${link()}
    type Member @interfaceObject @key(fields: "id") {
      id: ID!
      rating: Int @requiresScopes(scopes: [["rating"]])
    }`,
}

/** Objects by type and id. Fields that are computed or asked of others are filled in by the subgraphs. */
export const objects: Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>> = {
  User: {
    u1: {
      name: 'Ada',
      nick: 'ada',
      email: 'ada@example.org',
      phone: '1',
      salary: 100,
      friend: ['Bot', 'b1'],
      mood: 'GOOD',
      orders: [['Order', 'o1']],
      self: ['User', 'u1'],
      rating: 5,
    },
  },
  Bot: {
    b1: {
      name: 'Box',
      nick: 'box',
      friend: ['User', 'u1'],
      mood: 'BAD',
      owner: ['User', 'u1'],
      token: 't',
      rating: 2,
    },
  },
  Administrator: { a1: { name: 'Root', boss: ['User', 'u1'] } },
  Car: { c1: { label: 'Red' } },
  Vault: { v1: { label: 'Deep', combination: '1-2-3' } },
  Strict: { s1: { code: 'x', size: 3 } },
  Book: { k1: { code: 'B', note: 'b', like: ['Book', 'k1'] } },
  Disc: { d1: { code: null, note: 'd', like: ['Tape', 't1'] } },
  Tape: { t1: { code: 'T', note: 't', like: ['Tape', 't1'] } },
  Order: {
    o1: {
      note: 'soon',
      total: 12,
      margin: 3,
      weight: 7,
      internal: ['Internal', 'i1'],
      buyer: ['User', 'u1'],
      about: [
        ['User', 'u1'],
        ['Internal', 'i1'],
        ['Order', 'o1'],
      ],
    },
  },
  Internal: { i1: { code: 'c', order: ['Order', 'o1'] } },
}

/** The values of the root fields. */
export const roots: Readonly<Record<string, unknown>> = {
  me: ['User', 'u1'],
  people: [
    ['User', 'u1'],
    ['Bot', 'b1'],
  ],
  bot: ['Bot', 'b1'],
  anything: [
    ['User', 'u1'],
    ['Administrator', 'a1'],
    ['Bot', 'b1'],
  ],
  search: [
    ['Administrator', 'a1'],
    ['User', 'u1'],
    ['Bot', 'b1'],
  ],
  assets: [
    ['Car', 'c1'],
    ['Vault', 'v1'],
  ],
  car: ['Car', 'c1'],
  administrators: [['Administrator', 'a1']],
  audit: ['line'],
  strict: ['Strict', 's1'],
  items: [
    ['Book', 'k1'],
    ['Disc', 'd1'],
    ['Tape', 't1'],
  ],
  order: ['Order', 'o1'],
  orders: [['Order', 'o1']],
  first: ['Order', 'o1'],
  place: ['Order', 'o1'],
  wipe: true,
  placed: ['Order', 'o1'],
  ticks: 1,
}
