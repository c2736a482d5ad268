import { parseArgs } from 'node:util'

import { messageOf, StackError } from './stack-error.ts'

export type StartOptions = {
  reset: boolean
  once: boolean
  json: boolean
  help: boolean
  /** A folder of TMF620 payloads to import instead of the project's own. */
  catalog?: string
}

export const usage = `npm start -- [options]

  --once          end after the journey; exit code 0 only when its order is COMPLETED
  --reset         start from empty data
  --catalog DIR   import this folder of TMF620 payloads instead of the sample catalog
  --json          print the table of URLs and personas as JSON
  --help          this text`

export function readOptions(args: string[]): StartOptions {
  try {
    const { values } = parseArgs({
      args,
      options: {
        reset: { type: 'boolean', default: false },
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        catalog: { type: 'string' },
      },
    })

    return values
  } catch (error) {
    throw new StackError(`${messageOf(error)}: \`npm start -- --help\` lists the options.`)
  }
}
