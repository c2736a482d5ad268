import { describe, expect, test } from '@jest/globals'

import { behave, journal, newWish, reaches, reservationsOf, reserve } from './support.ts'

const effects = async (about: string): Promise<string[]> =>
  (await journal(about)).flatMap((entry) => (entry.kind === 'EFFECT' ? [entry.work.reference] : []))

describe('a reservation', () => {
  test('INV-10 is REQUESTED before anything leaves, then RESERVED with the system’s reference and end', async () => {
    const wish = newWish()
    expect(await reserve(wish)).toMatchObject({
      __typename: 'RequestReservationPayload',
      reservation: { externalReference: null },
    })

    const held = await reaches(wish, 'RESERVED')
    expect(held).toMatchObject({ attempt: 1, expiresAt: expect.any(String), reservedAt: expect.any(String) })
    expect(held.lines).toEqual([
      { requestedQuantity: '2', reservedQuantity: '2', status: 'RESERVED', explanationCode: null },
    ])
    expect(await effects(wish.orderId)).toEqual([held.externalReference])
  })

  test('INV-04 wished for by twenty workers at once is one reservation and one hold', async () => {
    const wish = newWish()
    const answers = await Promise.all(Array.from({ length: 20 }, () => reserve(wish)))

    await reaches(wish, 'RESERVED')
    expect(
      new Set(answers.flatMap((answer) => (answer.reservation ? [answer.reservation.id] : []))).size,
    ).toBe(1)
    expect(await reservationsOf(wish)).toHaveLength(1)
    expect(await effects(wish.orderId)).toHaveLength(1)
  })

  test('INV-11 is UNKNOWN after a timeout, and RESERVED when the system was asked', async () => {
    const wish = newWish()
    await behave({ behaviour: 'timeout-after-work', match: { order: wish.orderId } })
    await behave({ behaviour: 'unavailable', on: 'ask', match: { order: wish.orderId }, next: 3 })
    await reserve(wish)

    await reaches(wish, 'UNKNOWN')
    expect(await reaches(wish, 'RESERVED')).toMatchObject({ lastReconciledAt: expect.any(String) })
    expect(await effects(wish.orderId)).toHaveLength(1)
  })

  test('INV-14 refused is REJECTED with a code of ours; only a new attempt asks again, under a new key', async () => {
    const wish = newWish()
    await behave({
      behaviour: 'reject',
      reason: 'ERR_771_PORT_OCCUPIED',
      match: { order: wish.orderId },
      next: 1,
    })
    await reserve(wish)
    const refused = await reaches(wish, 'REJECTED')
    expect(refused.lines[0]?.explanationCode).toBe('RESOURCE_UNAVAILABLE')
    await reserve(wish)
    expect(await reservationsOf(wish)).toHaveLength(1)

    await reserve(wish, 2)
    await reaches(wish, 'RESERVED')
    const keys = (await journal(wish.orderId)).flatMap((entry) => ('work' in entry ? [entry.work.key] : []))
    expect(keys.map((key) => key.split(':').at(-1))).toEqual(['1', '2'])
  })

  test('SEC-09 of one tenant is nothing to another', async () => {
    const wish = newWish()
    await reserve(wish)
    await reaches(wish, 'RESERVED')

    expect(await reservationsOf({ ...wish, tenantId: newWish().tenantId })).toEqual([])
  })
})
