import { percentile } from '../statistics.ts'
import type { Measurement, Setting } from './measure.ts'

export type Row = { setting: Setting; contestant: string; rounds: readonly Measurement[] }

type Figures = Record<keyof Measurement, number> & { ratio: number | undefined }

/** The medians of a contestant's rounds; `ratio` is that of its rate to stock's in the same round, the median of those. */
export function figuresOf(row: Row, stock: Row | undefined): Figures {
  const median = (of: (measurement: Measurement) => number): number => percentile(row.rounds.map(of), 0.5)
  const ratios = row.rounds.map(
    ({ perSecond }, round) => perSecond / (stock?.rounds[round]?.perSecond ?? Number.NaN),
  )

  return {
    requests: row.rounds.reduce((sum, { requests }) => sum + requests, 0),
    perSecond: median(({ perSecond }) => perSecond),
    p50: median(({ p50 }) => p50),
    p95: median(({ p95 }) => p95),
    p99: median(({ p99 }) => p99),
    cpu: median(({ cpu }) => cpu),
    megabytes: median(({ megabytes }) => megabytes),
    calls: median(({ calls }) => calls),
    representations: median(({ representations }) => representations),
    ratio: stock && percentile(ratios, 0.5),
  }
}

const columns: readonly [title: string, of: (figures: Figures) => string][] = [
  ['req/s', ({ perSecond }) => perSecond.toFixed(0)],
  ['× stock', ({ ratio }) => ratio?.toFixed(2) ?? ''],
  ['p50 ms', ({ p50 }) => p50.toFixed(1)],
  ['p95 ms', ({ p95 }) => p95.toFixed(1)],
  ['p99 ms', ({ p99 }) => p99.toFixed(1)],
  ['CPU ms', ({ cpu }) => cpu.toFixed(2)],
  ['RSS MB', ({ megabytes }) => megabytes.toFixed(0)],
  ['calls', ({ calls }) => calls.toFixed(1)],
  ['sent', ({ representations }) => representations.toFixed(1)],
]

/** All rows as a table of Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const head = ['operation', 'at once', 'gateway', ...columns.map(([title]) => title)]

  return [
    line(head),
    line(head.map((_, index) => (index < 3 ? '---' : '---:'))),
    ...rows.map((row) => {
      const figures = figuresOf(row, stockOf(rows, row.setting))
      const { operation, atOnce } = row.setting
      return line([operation, String(atOnce), row.contestant, ...columns.map(([, of]) => of(figures))])
    }),
  ].join('\n')
}

/** The row of stock in the same setting. */
export const stockOf = (rows: readonly Row[], { operation, atOnce }: Setting): Row | undefined =>
  rows.find(
    ({ contestant, setting }) =>
      contestant === 'stock' && setting.operation === operation && setting.atOnce === atOnce,
  )
