// The boundaries of the design, checked by `npm run check`: who may import whom.
const contexts = 'access|customer|catalog|configuration|pricing|quote|approval|order|inventory|worklist'

/** The files that decide, besides every `*.rules.ts`. */
const deciders = [
  'access/src/(tenant|user|client-application)',
  'customer/src/customer',
  'catalog/src/(catalog|orderability|orderable-day|import/(json|related-offerings|number|words|infer|link[a-z.]*|publication|diff|offerings|reasons|characteristics|identify|import-files|read[a-z.]*))',
  'configuration/src/(configuration|evaluate|complete|values)',
  'quote/src/quote',
  'approval/src/approval-request',
  'pricing/src/(calculation|totals|price-facts)',
  'order/src/(order|order[.]evolve|capture/capture|decomposition/(decompose|decomposition)|fulfillment/(item|fulfillment)|fallout/(fallout|fallout-case))',
  'inventory/src/(reservation|availability)',
  'worklist/src/(process-correlation|work-item)',
]

/** What reads or changes the world. */
const impure = [
  '[.]store[.]ts$',
  '/(commands|resolvers|consumers|ports|due-work|engine)/',
  '^subgraphs/kernel/src/(clock|database|command|execute|uuid|ports|settings|events|runtime)',
]

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'context-knows-no-context',
      comment: 'A context imports kernel, treaty and contracts, and nothing of another context.',
      severity: 'error',
      from: { path: `^subgraphs/(${contexts})/` },
      to: {
        path: `^(subgraphs/(${contexts}|host)|gateway|workflow|web-bff|test)/`,
        pathNot: '^subgraphs/$1/',
      },
    },
    {
      name: 'kernel-knows-no-context',
      comment: 'The kernel has no domain word; it imports contracts and libraries only.',
      severity: 'error',
      from: { path: '^subgraphs/kernel/' },
      to: { path: `^(subgraphs/(${contexts}|treaty|host)|gateway|workflow|test)/` },
    },
    {
      name: 'treaty-knows-no-context',
      severity: 'error',
      from: { path: '^subgraphs/treaty/' },
      to: { path: `^(subgraphs/(${contexts}|host)|gateway|workflow|test)/` },
    },
    {
      name: 'contracts-import-nothing-of-ours',
      severity: 'error',
      from: { path: '^contracts/' },
      to: { path: '^(subgraphs|gateway|workflow|web-bff|test)/' },
    },
    {
      name: 'gateway-stays-outside',
      comment: 'The gateway imports contracts and kernel/runtime; composition reads SDL files, not code.',
      severity: 'error',
      from: { path: '^gateway/' },
      to: { path: '^(subgraphs|workflow|test|web-bff)/', pathNot: '^subgraphs/kernel/src/runtime/' },
    },
    {
      name: 'workers-call-commands-only',
      comment:
        'Workers import contracts and the kernel runtime; what they change, they change by a command over GraphQL.',
      severity: 'error',
      from: { path: '^workflow/' },
      to: { path: '^(subgraphs|gateway|test)/', pathNot: '^subgraphs/kernel/src/runtime/' },
    },
    {
      name: 'rules-are-pure',
      comment: 'Rules and deciders import pure files only: no clock, no randomness, no environment, no I/O.',
      severity: 'error',
      from: { path: ['[.]rules[.]ts$', ...deciders.map((file) => `^subgraphs/${file}[.]ts$`)] },
      to: { path: impure, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'rules-touch-no-node',
      severity: 'error',
      from: { path: ['[.]rules[.]ts$', ...deciders.map((file) => `^subgraphs/${file}[.]ts$`)] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'generated'] },
    exclude: { path: ['/generated/', '/target/', '\\.pactwork/'] },
    moduleSystems: ['es6'],
    tsPreCompilationDeps: 'specify',
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
}
