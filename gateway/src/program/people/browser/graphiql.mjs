import { React, createRoot, Ruru } from '../static/ruru.js'
import { fetcherFor } from './fetcher.mjs'
import { tokens } from './tokens.mjs'

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => {
    const file = { json: 'jsonWorker.js', graphql: 'graphqlWorker.js' }[label] ?? 'editorWorker.js'
    return new Worker(`/graphiql/static/${file}`, { type: 'module' })
  },
}

const find = (selector) => document.querySelector(selector)
const settings = await (await fetch('/graphiql/settings.json')).json()
const notice = (text) => (find('#notice').textContent = text)
const persona = personaPicker(settings)
const plan = planPanel()

const fetcher = fetcherFor({
  headers: async () => {
    const token = await tokens.of(persona())
    return {
      'apollographql-client-name': 'graphiql',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(plan.wanted() && { 'x-pactwork-query-plan': '1' }),
    }
  },
  answered: (extensions) => plan.show(extensions.queryPlan),
  failed: notice,
})

const root = createRoot(find('#ruru-root'))
let mounted = 0
/** Mounted anew, GraphiQL takes its tabs from the browser's storage, where `open` has put one more. */
const mount = () =>
  root.render(
    React.createElement(Ruru, {
      key: (mounted += 1),
      fetcher,
      defaultQuery: '',
      isHeadersEditorEnabled: true,
    }),
  )

operationPicker(settings)
mount()

function operationPicker({ operations }) {
  const select = find('#operations select')
  if (operations.length === 0) return
  select.append(
    new Option('open …', ''),
    ...operations.map(({ title }, index) => new Option(title, String(index))),
  )
  select.addEventListener('change', () => {
    const operation = operations[Number(select.value)]
    select.value = ''
    if (operation) open(operation)
  })
  find('#operations').hidden = false
}

function open({ title, query }) {
  const key = 'graphiql:tabState'
  const kept = JSON.parse(localStorage.getItem(key) ?? '{"tabs":[]}')
  const tabs = kept.tabs.filter((tab) => tab.query)
  const known = tabs.findIndex((tab) => tab.query === query)
  const fresh = {
    id: crypto.randomUUID(),
    hash: null,
    title,
    query,
    variables: blanks(query),
    headers: '',
    operationName: title,
    response: null,
  }
  const all = known < 0 ? [...tabs, fresh] : tabs
  const tab = known < 0 ? fresh : tabs[known]
  localStorage.setItem(key, JSON.stringify({ activeTabIndex: all.indexOf(tab), tabs: all }))
  localStorage.setItem('graphiql:query', tab.query)
  localStorage.setItem('graphiql:variables', tab.variables ?? '')
  mount()
}

/** A place for every variable that has to be given. */
function blanks(query) {
  const named = [...query.replaceAll(/#.*$/gm, '').matchAll(/\$(\w+)\s*:\s*[^=),$]+!\s*(?=[,)$\n])/g)]
  const names = named.map(([, name]) => [name, ''])

  return names.length === 0 ? '' : JSON.stringify(Object.fromEntries(names), null, 2)
}

function personaPicker({ personas, tenants }) {
  const select = find('#personas select')
  if (personas.length === 0) return () => undefined
  select.append(
    new Option('nobody', ''),
    ...tenants.map((tenant) => {
      const group = document.createElement('optgroup')
      group.label = tenant
      group.append(...personas.map((name) => new Option(`${name} · ${tenant}`, `${tenant}/${name}`)))
      return group
    }),
  )
  const kept = localStorage.getItem('pactwork:persona')
  select.value = [...select.options].some(({ value }) => value === kept)
    ? kept
    : `${tenants[0]}/${personas[0]}`
  select.addEventListener('change', () => {
    localStorage.setItem('pactwork:persona', select.value)
    notice('')
    mount()
  })
  find('#personas').hidden = false

  return () => select.value || undefined
}

function planPanel() {
  const box = find('#plan-wanted input')
  const panel = find('#plan')
  const show = (text) => (panel.querySelector('pre').textContent = text)
  const toggled = () => {
    panel.hidden = !box.checked
    localStorage.setItem('pactwork:plan', box.checked ? '1' : '')
  }
  box.checked = localStorage.getItem('pactwork:plan') === '1'
  box.addEventListener('change', toggled)
  toggled()
  show('Run an operation to see how it is planned.')

  return {
    wanted: () => box.checked,
    show: (queryPlan) => {
      if (box.checked) show(typeof queryPlan === 'string' ? queryPlan : 'This answer came without a plan.')
    },
  }
}
