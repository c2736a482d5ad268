import { subscriptionClient } from '@pactwork/contracts/client'

const { query, variables } = await (await fetch('/asked')).json()
const token = async () => (await fetch('/token', { method: 'POST' })).text()

/** What each way has told so far, for whoever looks at the page from outside. */
window.told = {}

function column(title) {
  const section = document.body.appendChild(document.createElement('section'))
  section.innerHTML = `<h2>${title}</h2><ol></ol>`
  const told = (window.told[title] = { values: [], gaps: [], returns: [], ended: undefined })

  return {
    told,
    add({ milestone, occurredAt, order }) {
      told.values.push({ milestone, status: order?.status, customer: order?.customer?.name })
      const item = section.querySelector('ol').appendChild(document.createElement('li'))
      item.textContent = `${milestone} `
      item.appendChild(document.createElement('small')).textContent =
        `${occurredAt} · ${order?.number} ${order?.status}`
    },
  }
}

for (const transport of ['websocket', 'sse']) {
  const { told, add } = column(transport)
  const client = subscriptionClient({ url: `${location.origin}/graphql`, token, transport, name: 'portal' })
  client.subscribe(
    {
      query,
      variables,
      onGap: (gap) => told.gaps.push(gap.reason),
      onReturn: ({ code }) => told.returns.push(code),
    },
    { next: ({ value }) => add(value), ended: (error) => (told.ended = error?.code ?? 'completed') },
  )
}

// The browser's own, with nothing of ours: who serves the page adds the token.
const { told, add } = column('eventsource')
const source = new EventSource(
  `/events?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`,
)
source.addEventListener('next', ({ data }) => {
  const value = JSON.parse(data).data?.orderMilestones
  if (value?.__typename === 'FeedGap') told.gaps.push(value.reason)
  else if (value) add(value)
})
source.addEventListener('error', () =>
  told.returns.push(source.readyState === EventSource.CLOSED ? 'CLOSED' : 'AGAIN'),
)
