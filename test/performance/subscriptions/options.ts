import { parseArgs } from 'node:util'
import { z } from 'zod'

export const parts = ['rates', 'resume', 'memory', 'latency', 'crowd'] as const
const gatewayNames = ['ours', 'hive'] as const
export type GatewayName = (typeof gatewayNames)[number]

export const usage = `npm run bench:subscriptions -- [options]

  --parts LIST        parts among ${parts.join(',')}
  --only LIST         gateways among ${gatewayNames.join(',')}, for rates and resume
  --seconds N         length of one cell of the rates, 5
  --subscribers LIST  equal subscribers of the rates, 1,10,100
  --events N          events that a resumed subscriber has missed, 10000
  --idle N            idle subscribers of the crowd and of the memory, 1000
  --busy N            busy ones, 200
  --crowd-seconds N   how long the crowd stays, 60
  --orders N          orders in flight while the latency under load is measured, 50
  --json FILE         write every figure
  --help              this text`

const number = z.coerce.number().int().positive()
const list = <Name extends string>(names: readonly Name[]) =>
  z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(names)))
const options = z.object({
  parts: list(parts),
  only: list(gatewayNames),
  seconds: number,
  subscribers: z
    .string()
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.int().positive())),
  events: number,
  idle: number,
  busy: number,
  'crowd-seconds': number,
  orders: number,
  json: z.string().optional(),
  help: z.boolean(),
})
export type Options = z.infer<typeof options>

export function optionsOf(args: string[]): Options {
  const text = (value: string) => ({ type: 'string', default: value }) as const
  const { values } = parseArgs({
    args,
    options: {
      parts: text(parts.join(',')),
      only: text(gatewayNames.join(',')),
      seconds: text('5'),
      subscribers: text('1,10,100'),
      events: text('10000'),
      idle: text('1000'),
      busy: text('200'),
      'crowd-seconds': text('60'),
      orders: text('50'),
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })

  return options.parse(values)
}
