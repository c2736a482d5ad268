/** An error as GraphQL tells it. */
export type GraphQLProblem = {
  message: string
  path?: readonly (string | number)[]
  extensions?: Readonly<Record<string, unknown>>
}

/** What a gateway sends for one event. */
export type GraphQLResult = {
  data?: Readonly<Record<string, unknown>> | null
  errors?: readonly GraphQLProblem[]
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isProblem = (value: unknown): value is GraphQLProblem =>
  isObject(value) && typeof value['message'] === 'string'

export const isProblems = (value: unknown): value is readonly GraphQLProblem[] =>
  Array.isArray(value) && value.length > 0 && value.every(isProblem)

/** Whether that is the answer of a GraphQL server, with data or errors. */
export const isGraphQLResult = (value: unknown): value is GraphQLResult =>
  isObject(value) &&
  (value['data'] === undefined || value['data'] === null || isObject(value['data'])) &&
  (value['errors'] === undefined || isProblems(value['errors'])) &&
  (isObject(value['data']) || value['errors'] !== undefined)

/** The stable code of an error; docs/errors.md has them all. */
export const codeOf = ({ extensions }: GraphQLProblem): string =>
  typeof extensions?.['code'] === 'string' ? extensions['code'] : 'INTERNAL_SERVER_ERROR'
