type Code = { status: number; happened: string; todo: string }

/** Every refusal of this part: its code, its HTTP status, what happened and what to do. Never renamed. */
export const limitCodes = {
  BATCHING_NOT_SUPPORTED: {
    status: 400,
    happened: 'The body is a list of operations.',
    todo: 'Send each operation in a request of its own.',
  },
  BUDGET_EXHAUSTED: {
    status: 429,
    happened: 'The client program or the tenant has spent its budget of cost.',
    todo: 'Wait as long as `Retry-After` says, or ask for less.',
  },
  COST_LIMIT_EXCEEDED: {
    status: 400,
    happened: 'The operation is estimated to cost more than one operation may.',
    todo: 'Ask for smaller pages or fewer nested lists.',
  },
  FRAGMENT_CYCLE: {
    status: 400,
    happened: 'A fragment spreads itself.',
    todo: 'Take the spread out of the fragment that the message names.',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    happened: 'The head of the request is too long.',
    todo: 'Send fewer or shorter headers.',
  },
  LIST_TOO_LONG: {
    status: 400,
    happened: 'A list among the values is too long, or a page too large.',
    todo: 'Send less at once, or ask for smaller pages.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    happened: 'The method is neither POST nor GET.',
    todo: 'Send operations by POST; queries may come by GET.',
  },
  NAME_TOO_LONG: {
    status: 400,
    happened: 'The name of an operation, fragment, variable or alias is too long.',
    todo: 'Choose a shorter name.',
  },
  NOT_ACCEPTABLE: {
    status: 406,
    happened: 'The sender accepts no answer of GraphQL.',
    todo: 'Send `accept: application/json`, or none.',
  },
  PATH_NOT_FOUND: { status: 404, happened: 'There is nothing at this path.', todo: 'Use `/graphql`.' },
  REQUEST_TIMEOUT: {
    status: 408,
    happened: 'The request did not arrive in time.',
    todo: 'Send it again, without pauses.',
  },
  RESPONSE_NAME_RESERVED: {
    status: 400,
    happened: 'An alias begins with two underscores.',
    todo: 'Choose another alias; those names belong to GraphQL itself.',
  },
  SLICING_ARGUMENT_REQUIRED: {
    status: 400,
    happened: 'A list was asked for without saying, once, how much of it.',
    todo: 'Give exactly one of the arguments that the message names.',
  },
  TOO_DEEP: {
    status: 400,
    happened: 'Fields or values are nested too deep.',
    todo: 'Ask in several operations.',
  },
  TOO_MANY_ALIASES: {
    status: 400,
    happened: 'Too many fields have an alias.',
    todo: 'Ask in several operations.',
  },
  TOO_MANY_DIRECTIVES: {
    status: 400,
    happened: 'Too many directives are applied.',
    todo: 'Leave out what is not needed instead of skipping it.',
  },
  TOO_MANY_FIELDS: {
    status: 400,
    happened: 'Too many fields are selected, fragments expanded.',
    todo: 'Ask in several operations.',
  },
  TOO_MANY_FRAGMENTS: {
    status: 400,
    happened: 'The document defines too many fragments.',
    todo: 'Leave out those that the operation does not use.',
  },
  TOO_MANY_OPERATIONS: {
    status: 400,
    happened: 'The document defines too many operations.',
    todo: 'Send the one that is to be carried out.',
  },
  TOO_MANY_REPEATS: {
    status: 400,
    happened: 'The same fields are selected too often beside each other, fragments expanded.',
    todo: 'Select each field once.',
  },
  TOO_MANY_ROOT_FIELDS: {
    status: 400,
    happened: 'The operation begins with too many fields.',
    todo: 'Ask in several operations.',
  },
  TOO_MANY_TOKENS: {
    status: 400,
    happened: 'The document is too long.',
    todo: 'Ask in several operations, and send values as variables.',
  },
  TOO_MANY_VARIABLES: {
    status: 400,
    happened: 'The operation defines too many variables.',
    todo: 'Send one variable of an input type instead.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    happened: 'The body is not uncompressed JSON in UTF-8.',
    todo: 'Send `content-type: application/json`.',
  },
  URL_TOO_LONG: { status: 414, happened: 'The URL is too long.', todo: 'Send the operation by POST.' },
  VARIABLES_TOO_LARGE: {
    status: 400,
    happened: 'The variables are larger than their sender may send.',
    todo: 'Send less at once.',
  },
} as const satisfies Record<string, Code>

export type LimitCode = keyof typeof limitCodes

/** Why something is refused, before it is an error of one request. */
export type Refusal = { code: LimitCode | 'BAD_REQUEST' | 'PAYLOAD_TOO_LARGE'; message: string }

export const statusOfRefusal = ({ code }: Refusal): number =>
  code === 'BAD_REQUEST' ? 400 : code === 'PAYLOAD_TOO_LARGE' ? 413 : limitCodes[code].status
