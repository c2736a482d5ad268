import { parseArgs } from 'node:util'
import { contestantNames, type ContestantName } from './contestants.ts'
import { operations, type OperationName } from './graph.ts'

export const usage = `npm run bench:gateway -- [options]

  --rounds N         interleaved rounds, 3
  --seconds N        length of one cell, 5
  --at-once LIST     requests at once, 1,16
  --only LIST        contestants among ours,ours-2,stock,hive
  --operations LIST  operations among deep,small
  --json FILE        write every figure of every round
  --profile          write a processor profile of each contestant
  --help             this text`

export type Options = {
  rounds: number
  milliseconds: number
  atOnce: number[]
  contestants: ContestantName[]
  operations: OperationName[]
  json: string | undefined
  profile: boolean
  help: boolean
}

export function optionsOf(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '5' },
      'at-once': { type: 'string', default: '1,16' },
      only: { type: 'string', default: contestantNames.join(',') },
      operations: { type: 'string', default: Object.keys(operations).join(',') },
      json: { type: 'string' },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const wanted = new Set(values.only.split(','))
  const asked = new Set(values.operations.split(','))

  return {
    rounds: Number(values.rounds),
    milliseconds: Number(values.seconds) * 1_000,
    atOnce: values['at-once'].split(',').map(Number),
    contestants: contestantNames.filter((name) => wanted.has(name)),
    operations: (Object.keys(operations) as OperationName[]).filter((name) => asked.has(name)),
    json: values.json,
    profile: values.profile,
    help: values.help,
  }
}
