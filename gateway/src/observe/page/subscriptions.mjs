import { lagsBetween, rate } from './window.mjs'

const everyMs = 2_000
/** How far back lines and shares go. */
const backMs = 120_000

/** What was told so far, the last first. */
let told = []

async function renew() {
  try {
    const response = await fetch('/subscriptions.json', { signal: AbortSignal.timeout(5_000) })
    if (!response.ok) throw new Error(`status ${response.status}`)
    const now = await response.json()
    if (now.startedAt !== told[0]?.startedAt) told = []
    told = [now, ...told].filter(({ at }) => Date.parse(now.at) - Date.parse(at) <= backMs)
    show(now)
    state(`${time(now.at)} · up ${duration(Date.parse(now.at) - Date.parse(now.startedAt))}`)
  } catch (error) {
    state(`The gateway does not answer (${error.message}); this is of ${time(told[0]?.at)}.`, 'lost')
  }
  setTimeout(renew, everyMs)
}

function show(now) {
  const lag = lagsBetween(now, told.at(-1))
  const between = told.slice(0, -1).map((each, index) => [each, told[index + 1]])
  const sent = between.map(([each, before]) => rate(each, before, 'eventsSent'))
  const lags = between.map(([each, before]) => lagsBetween(each, before).p95 ?? Number.NaN)
  const waiting = told.map(({ buffered }) => buffered.events)
  const shared = now.hydrations === 0 ? '' : `, ${(now.eventsSent / now.hydrations).toFixed(1)} sent of each`

  fill('tiles', [
    tile('connections', total(now.sockets), list(now.sockets, 'transport')),
    tile('subscriptions', total(now.subscriptions), `${number(total(now.upstreams))} upstreams`),
    tile(
      'events a second',
      sent[0] === undefined ? '–' : rounded(sent[0]),
      `${number(now.eventsSent)} in all`,
      sent,
    ),
    tile('lag of 95 %', late(lag.p95), `50 % ${late(lag.p50)}, 99 % ${late(lag.p99)}`, lags),
    tile(
      'events waiting',
      now.buffered.events,
      `${number(Math.ceil(now.buffered.bytes / 1024))} KB`,
      waiting,
    ),
    tile('completed', now.hydrations, `once for all who select the same${shared}`),
    tile('catch-ups', total(now.catchUps), list(now.catchUps, 'reason')),
    tile('gaps told', total(now.gaps), list(now.gaps, 'reason'), undefined, total(now.gaps) > 0),
  ])
  fill('lag', [element('h2', {}, 'From the event to sending it, all since the start'), bars(now.lag.buckets)])
  fill('tables', [
    table('Open now', ['operation', 'client'], now.subscriptions),
    table('Upstreams', ['subgraph'], now.upstreams),
    table('Connections that ended', ['transport', 'code'], now.closes),
  ])
}

function tile(label, value, more, points, isWarning = false) {
  return element('div', { class: isWarning ? 'tile warn' : 'tile' }, [
    element('b', {}, typeof value === 'number' ? number(value) : value),
    element('span', {}, label),
    element('small', {}, more),
    ...(points === undefined ? [] : [line(points)]),
  ])
}

/** The last on the right; what is not known is left out. */
function line(points) {
  const most = Math.max(1, ...points.filter(Number.isFinite))
  const steps = backMs / everyMs
  const places = points.flatMap((value, index) =>
    Number.isFinite(value) ? [`${steps - index},${30 - (28 * value) / most}`] : [],
  )
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', `0 0 ${steps} 32`)
  svg.setAttribute('preserveAspectRatio', 'none')
  const drawn = svg.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'polyline'))
  drawn.setAttribute('points', places.join(' '))

  return svg
}

function bars(buckets) {
  const counts = buckets.map(({ count }, index) => count - (buckets[index - 1]?.count ?? 0))
  const most = Math.max(1, ...counts)
  const made = buckets.map(({ le }, index) => {
    const bar = element('i', {})
    bar.style.height = `${Math.round((80 * counts[index]) / most)}px`

    return element('div', {}, [
      element('u', {}, [element('span', {}, counts[index] === 0 ? '' : number(counts[index])), bar]),
      le === null ? 'later' : bound(le),
    ])
  })

  return element('div', { class: 'bars' }, made)
}

function table(title, labels, counts) {
  const head = [...labels, 'count'].map((label) => element('th', {}, label))
  const rows = counts.map(({ labels: values, count }) =>
    element('tr', {}, [
      ...labels.map((label) => element('td', {}, values[label] ?? '')),
      element('td', {}, number(count)),
    ]),
  )
  const none = element('tr', {}, [element('td', { class: 'none', colspan: labels.length + 1 }, 'none')])

  return element('article', {}, [
    element('h2', {}, title),
    element('table', {}, [element('tr', {}, head), ...(rows.length > 0 ? rows : [none])]),
  ])
}

/** Names of operations and clients are theirs to choose: they only ever become text. */
function element(name, attributes, content = []) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...(Array.isArray(content) ? content : [content]))

  return made
}

const fill = (id, content) => document.getElementById(id).replaceChildren(...content)

function state(text, kind = '') {
  const shown = document.getElementById('state')
  shown.textContent = text
  shown.className = kind
}

const total = (counts) => counts.reduce((sum, { count }) => sum + count, 0)
const list = (counts, label) =>
  counts.map(({ labels, count }) => `${number(count)} ${labels[label]}`).join(', ')
const number = (value) => value.toLocaleString('en')
const rounded = (value) => (value < 10 ? value.toFixed(1) : number(Math.round(value)))
const bound = (seconds) => (seconds < 1 ? `≤ ${Math.round(seconds * 1_000)} ms` : `≤ ${seconds} s`)
const late = (seconds) => (seconds === null ? '–' : seconds === Infinity ? 'later' : bound(seconds))
const time = (at) => (at === undefined ? 'never' : new Date(at).toLocaleTimeString('en-GB'))
const duration = (ms) => {
  const minutes = Math.round(ms / 60_000)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

void renew()
