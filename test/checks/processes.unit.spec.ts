import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { lintProblems, processFolders } from './process-folders.ts'
import { processProblems, type ProcessFolder } from './process-problems.ts'

let shipped: ProcessFolder

beforeAll(async () => {
  shipped = (await processFolders()).find(({ key }) => key === 'quote-approval')!
})

describe('WFL-15 the check of processes', () => {
  test('accepts a process that ships', async () => {
    expect(await processProblems(shipped)).toEqual([])
  })

  test.each<[string, (folder: ProcessFolder) => Partial<ProcessFolder>, string]>([
    ['XML that is none', () => ({ bpmn: '<bpmn:definitions' }), 'cannot be read'],
    [
      'a missing <outgoing>',
      replace('<bpmn:outgoing>quote-submitted-to-bind</bpmn:outgoing>', ''),
      'quote-submitted does not name quote-submitted-to-bind as outgoing',
    ],
    [
      'a missing <incoming>',
      replace('<bpmn:incoming>quote-submitted-to-bind</bpmn:incoming>', ''),
      'bind does not name quote-submitted-to-bind as incoming',
    ],
    [
      'a missing shape',
      replace(/<bpmndi:BPMNShape id="check-shape"[\s\S]*?<\/bpmndi:BPMNShape>/, ''),
      'check is not drawn',
    ],
    [
      'a missing edge',
      replace(/<bpmndi:BPMNEdge id="check-to-outcome-edge"[\s\S]*?<\/bpmndi:BPMNEdge>/, ''),
      'check-to-outcome is not drawn',
    ],
    [
      'a missing time to live',
      replace(' camunda:historyTimeToLive="P180D"', ''),
      'no camunda:historyTimeToLive',
    ],
    ['another id than the folder', () => ({ key: 'approval-of-quotes' }), 'not that of its folder'],
    [
      'a topic that nobody serves',
      replace('quote-approval-check', 'quote-approval-ask'),
      'no worker serves the topic quote-approval-ask',
    ],
    [
      'a worker without a step',
      replace('quote-approval-check', 'quote-approval-ask'),
      'the worker of quote-approval-check serves no step',
    ],
    [
      'an undeclared variable in the model',
      replace('${waitSeconds}', '${patience}'),
      'the model reads patience',
    ],
    [
      'an undeclared variable of a worker',
      ({ variables }) => ({ variables: variables.filter((name) => name !== 'priceHash') }),
      'reads priceHash',
    ],
    [
      'a topic that README does not explain',
      ({ readme }) => ({ readme: readme.replaceAll('`quote-approval-bind`', '') }),
      'README.md does not say what quote-approval-bind does',
    ],
  ])('finds %s', async (_, plant, sentence) => {
    const problems = await processProblems({ ...shipped, ...plant(shipped) })

    expect(problems).toContainEqual(expect.stringContaining(sentence))
  })

  test('finds what the linter finds', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'pactwork-process-')), 'process.bpmn')
    writeFileSync(file, shipped.bpmn)
    expect(lintProblems(file)).toEqual([])

    writeFileSync(file, shipped.bpmn.replace('name="Decide on the quote" ', ''))
    expect(lintProblems(file)).toEqual([expect.stringContaining('label-required')])
  })
})

function replace(what: string | RegExp, by: string) {
  return ({ bpmn }: ProcessFolder): Partial<ProcessFolder> => ({ bpmn: bpmn.replace(what, () => by) })
}
