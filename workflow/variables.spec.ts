import { expect, test } from '@jest/globals'
import { startVariables as activation } from './fulfillment-activate/variables.ts'
import { startVariables as reservation } from './fulfillment-reserve/variables.ts'
import { startVariables as order } from './order-fulfillment/variables.ts'
import { variables as approval } from './quote-approval/variables.ts'
import { processVariables } from './runner/variables.ts'

const references = ['tenantId', 'correlationId', 'processCorrelationId', 'traceparent']
const pace = ['waitSeconds', 'waitCapSeconds']
const common = [...references, ...pace]

// Whatever else a process knew would be a second truth beside the domain's.
test.each([
  ['every process', processVariables, []],
  ['order-fulfillment', order, ['orderId']],
  ['fulfillment-reserve', reservation, ['orderId', 'itemId', 'lineId', 'attempt']],
  ['fulfillment-activate', activation, ['orderId', 'itemId', 'lineId', 'attempt']],
  [
    'quote-approval',
    approval,
    [
      ...['quoteId', 'revision', 'priceHash', 'currency'],
      // What the decision table is asked, which one it is, and what it answered; the domain checks all of it.
      ...['discountBasisPoints', 'contractValueMinor', 'dmnKey', 'dmnVersion', 'dmnHash'],
      ...['level', 'candidateGroup'],
    ],
  ],
])('WFL-02 %s carries references and the pace of its waits, no state of the domain', (_, { shape }, own) => {
  expect(Object.keys(shape).toSorted()).toEqual([...common, ...own].toSorted())
})
