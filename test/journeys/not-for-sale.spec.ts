import { beforeAll, expect, test } from '@jest/globals'
import { offeringNamed } from '../catalog/tenant.ts'
import { ordering, type Ordering } from './ordering.ts'

let scene: Ordering
beforeAll(async () => {
  scene = await ordering()
}, 60_000)

test.each([
  ['Dry Ice Replenishment', true, 'OFFERING_EXPIRED', 'expired after 2025-12-31'],
  ['Customs Seal Service', false, 'NO_PRICE', 'no price'],
])(
  'CAT-09 SEC-01a %s (sellable: %s) is shown with its reason and comes on no quote',
  async (name, sellable, code, words) => {
    const offering = await offeringNamed(scene.sales, name)
    const { id: quoteId } = await scene.drafted()
    const refused = await scene.sales.run('addQuoteLine', {
      quoteId,
      offeringId: offering['id'],
      quantity: 1,
    })

    expect(offering).toMatchObject({ sellable, orderable: false })
    expect(offering['reasons'].map((reason: { code: string }) => reason.code)).toContain(code)
    expect(refused).toMatchObject({ code: 'OFFERING_NOT_ELIGIBLE', message: expect.stringContaining(words) })
    expect(await scene.seen(quoteId, 'lines { id }')).toMatchObject({ state: 'DRAFT', lines: [] })
  },
)
