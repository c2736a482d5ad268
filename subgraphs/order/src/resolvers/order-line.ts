import type { GraphContext } from '@pactwork/kernel/graph-context'
import { snapshotsOfLines, type LineSnapshot } from '../order-details.ts'
import type { OrderLine as Line } from '../order.ts'

const frozen =
  <Value>(read: (snapshot: LineSnapshot) => Value) =>
  async (line: Line, _: unknown, context: GraphContext): Promise<Value | null> => {
    const snapshot = await context.load(snapshotsOfLines, line.lineId)

    return snapshot === null ? null : read(snapshot)
  }

export const OrderLine = {
  offering: (line: Line) => ({ id: line.offeringId }),
  configuration: (line: Line) => ({ id: line.configurationId }),
  offeringName: frozen((snapshot) => snapshot.offering.acceptedName ?? null),
  configurationSnapshot: frozen((snapshot) => snapshot.configuration),
  priceSnapshot: frozen((snapshot) => snapshot.price),
  contractValue: frozen((snapshot) => snapshot.price.contractValue ?? null),
  site: frozen((snapshot) => (snapshot.siteId === null ? null : { id: snapshot.siteId })),
}
