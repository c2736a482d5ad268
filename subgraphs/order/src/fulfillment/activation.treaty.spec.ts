import { describe, expect, test } from '@jest/globals'
import { sheetTable } from '@pactwork/treaty/sheet'
import { readFile } from 'node:fs/promises'
import { activationSheet } from './activation.sheet.ts'
import { activationTreaty } from './activation.treaty.ts'

const request = {
  orderId: 'ord_1',
  lineId: 'oln_1',
  itemId: 'itm_1',
  offeringId: 'off_1',
  specificationId: null,
  quantity: 2,
  configurationHash: 'sha256:c',
  selections: [{ name: 'Bandwidth', value: '1000' }],
  reservationReference: 'HOLD-1',
}

describe('the treaty with provisioning', () => {
  test('INT-10 its sheet stands in the README as it is', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')

    expect(readme).toContain(sheetTable(activationSheet))
  })

  test('INT-07 our request in their words, and theirs in ours', () => {
    const { toWire, read } = activationTreaty.wire

    expect(toWire(request, { key: 'k' })).toEqual({
      orderId: 'ord_1',
      lineId: 'oln_1',
      itemId: 'itm_1',
      offeringId: 'off_1',
      specificationId: null,
      quantity: 2,
      configurationHash: 'sha256:c',
      characteristics: { Bandwidth: '1000' },
      reservationReference: 'HOLD-1',
    })
    expect(read({ status: 'ACTIVE', activationId: 'SVC-1' })).toMatchObject({
      status: 'ACTIVE',
      reference: 'SVC-1',
    })
  })

  test('INT-14 a reason of theirs is one of ours, and what is not known is not guessed', () => {
    expect(activationTreaty.reasons['ERR_771_PORT_OCCUPIED']).toBe('RESOURCE_UNAVAILABLE')
    expect(activationTreaty.statuses['AWAITING_TRUCK_ROLL']).toBeUndefined()
  })
})
