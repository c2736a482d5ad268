import { describe, expect, test } from '@jest/globals'
import { readOptions, usage } from './options.ts'

describe('the command line', () => {
  test('names supergraph, port, configuration and modes', () => {
    expect(
      readOptions(['--supergraph', 'graph.graphql', '--port', '4100', '--open', '--config', 'my.yaml']),
    ).toEqual({
      supergraph: 'graph.graphql',
      port: 4100,
      config: 'my.yaml',
      open: true,
      development: false,
      help: false,
    })
  })

  test('leaves to the configuration what it does not say', () => {
    expect(readOptions([])).toEqual({ open: false, development: false, help: false })
  })

  test.each([
    [['--supergraf', 'x'], "Unknown option '--supergraf'"],
    [['graph.graphql'], "Unexpected argument 'graph.graphql'"],
    [['--port'], "Option '--port <value>' argument missing"],
    [['--open=yes'], "Option '--open' does not take an argument"],
    [['--port', 'http'], '--port http is not a port: give a number from 0 to 65535.'],
    [['--port', '65536'], '--port 65536 is not a port'],
    [['--port=-1'], '--port -1 is not a port'],
    [['--port', '4e3'], '--port 4e3 is not a port'],
  ])('%j is answered with one sentence', (args, sentence) => {
    const read = (): unknown => readOptions(args)

    expect(read).toThrow(sentence)
    expect(read).not.toThrow(/\n/)
  })

  test('every option is explained', () => {
    for (const option of ['--supergraph', '--port', '--config', '--open', '--development', '--help'])
      expect(usage).toContain(option)
  })
})
