import type { Counts, SubscriptionOverview } from './subscription-overview.ts'

/** How subscriptions stand, as a page that renews itself. */
export function subscriptionsPage(overview: SubscriptionOverview): string {
  const { at, sockets, subscriptions, upstreams, buffered, lag, closes } = overview
  const amplified = overview.hydrations === 0 ? '–' : (overview.eventsSent / overview.hydrations).toFixed(1)

  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5">
<title>Subscriptions · Pactwork gateway</title>
<style>${style}</style>
<header><h1>Subscriptions</h1><p>${escaped(at.replace('T', ' ').slice(0, 19))} UTC · renewed every 5 s · <a href="/subscriptions.json">JSON</a> · <a href="/metrics">all metrics</a></p></header>
<section class="tiles">
${tile('connections', total(sockets), sockets.map(({ labels, count }) => `${count} ${labels['transport']}`).join(', '))}
${tile('subscriptions', total(subscriptions), `${total(upstreams)} upstreams`)}
${tile('sent', overview.eventsSent, `${overview.hydrations} completed, ${amplified} sent of each`)}
${tile('lag', seconds(lag.p50), `95 % ${seconds(lag.p95)}, 99 % ${seconds(lag.p99)}`)}
${tile('waiting', buffered.events, `${Math.ceil(buffered.bytes / 1024)} KB in buffers`)}
${tile('gaps told', total(overview.gaps), `${total(overview.catchUps)} catch-ups`)}
</section>
<main>
${table('Subscriptions', ['operation', 'client'], subscriptions)}
${table('Upstreams', ['subgraph'], upstreams)}
${table('Closes', ['transport', 'code'], closes)}
${table('Catch-ups', ['reason'], overview.catchUps)}
${table('Gaps', ['reason'], overview.gaps)}
</main>
</html>
`
}

const total = (counts: Counts): number => counts.reduce((sum, { count }) => sum + count, 0)

/** The upper bound that metrics know. */
const seconds = (bound: number | null): string =>
  bound === null ? '–' : bound < 1 ? `≤ ${Math.round(bound * 1_000)} ms` : `≤ ${bound} s`

const tile = (label: string, value: number | string, more: string): string =>
  `<div><b>${escaped(String(value))}</b><span>${label}</span><small>${escaped(more)}</small></div>`

function table(title: string, labels: readonly string[], counts: Counts): string {
  const head = labels.map((label) => `<th>${label}</th>`).join('')
  const rows = counts
    .map(({ labels: values, count }) => {
      const cells = labels.map((label) => `<td>${escaped(values[label] ?? '')}</td>`).join('')
      return `<tr>${cells}<td class="count">${count}</td></tr>`
    })
    .join('\n')
  const none = `<tr><td colspan="${labels.length + 1}" class="none">none</td></tr>`

  return `<article><h2>${title}</h2><table><tr>${head}<th class="count">count</th></tr>${rows || none}</table></article>`
}

/** Names of operations and clients are theirs to choose. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const style = `
  :root { color-scheme: light dark; --line: #d8dce4; --soft: #667085; --tile: #f6f7f9 }
  @media (prefers-color-scheme: dark) { :root { --line: #343a46; --soft: #98a2b3; --tile: #20242d } }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2.5rem auto; padding: 0 1.5rem }
  h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1rem; margin: 0 0 .4rem }
  header p, small, .none { color: var(--soft); margin: 0 }
  .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .8rem; margin: 1.5rem 0 2rem }
  .tiles div { background: var(--tile); border-radius: .6rem; padding: .8rem 1rem; display: flex; flex-direction: column }
  .tiles b { font-size: 1.5rem; font-variant-numeric: tabular-nums } .tiles span { font-weight: 600 }
  main { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 2rem }
  article:first-child { grid-column: 1 / -1 }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; padding: .3rem .5rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
  th { color: var(--soft); font-weight: 500 } .count { text-align: right; font-variant-numeric: tabular-nums }
`
