/** Every bounded context of Pactwork that has a schema and a subgraph, in the order of their migrations. */
export const contextNames = [
  'access',
  'customer',
  'catalog',
  'configuration',
  'pricing',
  'quote',
  'approval',
  'order',
  'inventory',
  'worklist',
] as const

export type ContextName = (typeof contextNames)[number]
