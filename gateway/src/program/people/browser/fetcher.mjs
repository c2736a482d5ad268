import { createClient } from '../graphql-ws/client.js'

/** GraphiQL's fetcher: queries and mutations by POST, subscriptions by graphql-ws with the same headers as parameters. */
export function fetcherFor({ headers, answered, failed }) {
  return async (params, options = {}) => {
    const sent = { ...lowered(await headers().catch(problem)), ...lowered(options.headers) }

    return isSubscription(params, options) ? subscribe(params, sent) : post(params, sent)
  }

  function problem(error) {
    failed(error.message)
    throw error
  }

  async function post(params, sent) {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...sent },
      body: JSON.stringify(params),
    })
    const { extensions: { queryPlan, ...extensions } = {}, ...answer } = await response.json()
    if (params.operationName !== 'IntrospectionQuery') answered({ queryPlan })
    failed('')

    return Object.keys(extensions).length > 0 ? { ...answer, extensions } : answer
  }

  function subscribe(params, connectionParams) {
    const client = createClient({
      url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
      connectionParams,
      retryAttempts: 0,
    })
    const events = client.iterate(params)

    return {
      [Symbol.asyncIterator]: () => ({
        next: () =>
          events
            .next()
            .catch((error) => ({ done: false, value: { errors: [{ message: reasonOf(error) }] } })),
        return: async () => {
          await events.return()
          await client.dispose()
          return { done: true, value: undefined }
        },
      }),
    }
  }
}

const lowered = (headers = {}) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const reasonOf = (error) => error?.message ?? error?.reason ?? 'The connection was closed.'

function isSubscription({ operationName }, { documentAST }) {
  const operations = documentAST?.definitions.filter(({ kind }) => kind === 'OperationDefinition') ?? []
  const chosen = operations.find(({ name }) => name?.value === operationName) ?? operations[0]

  return chosen?.operation === 'subscription'
}
