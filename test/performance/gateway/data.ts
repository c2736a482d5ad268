export type User = { id: string; name: string; username: string }
export type Product = { upc: string; name: string; price: number; weight: number; inStock: boolean }
export type Review = { id: string; body: string; author: string; product: string }

export const users: readonly User[] = ['Ada', 'Bela', 'Chidi', 'Dana', 'Emre', 'Farah'].map(
  (name, index) => ({
    id: `u${index + 1}`,
    name: `${name} of the north desk`,
    username: name.toLowerCase(),
  }),
)

export const products: readonly Product[] = [
  'Access line',
  'Router',
  'Switch',
  'Colocation rack',
  'Dark fibre',
  'Voice trunk',
  'Firewall',
  'Storage shelf',
  'Wave',
].map((name, index) => ({
  upc: `p${index + 1}`,
  name,
  price: 90 + index * 310,
  weight: 20 + ((index * 37) % 90),
  inStock: index % 3 !== 1,
}))

/** Whose reviews are about which products. */
const said = {
  u1: ['p1', 'p2', 'p3'],
  u2: ['p1', 'p4'],
  u3: ['p2', 'p1', 'p5'],
  u4: ['p5', 'p3', 'p6'],
  u5: ['p1'],
  u6: ['p2'],
}

export const reviews: readonly Review[] = Object.entries(said)
  .flatMap(([author, about]) => about.map((product) => ({ author, product })))
  .map((review, index) => ({
    id: `r${index + 1}`,
    body: `Review ${index + 1}: it does what it says, and it has done so since it was delivered.`,
    ...review,
  }))
