import { applied } from '@pactwork/treaty/applied'
import { handoffs } from '@pactwork/treaty/handoffs'
import { activationTreaty } from './activation.treaty.ts'
import { recordItemOutcome } from './commands/record-item-outcome.ts'
import { outcomeFrom } from './outcome-words.ts'

/** Activations under way. What becomes of one is told to its item by a command of its own (M21). */
export const activations = handoffs(activationTreaty, {
  async onOutcome(
    { key, type, aggregateId, attempt, externalReference, errorClass, code, sends, lastObservation },
    tools,
  ) {
    const result = await tools.execute(
      recordItemOutcome,
      {
        itemId: aggregateId,
        attempt,
        outcome: outcomeFrom(type, { errorClass, errorCode: code }),
        externalReference,
        errorClass,
        errorCode: code,
        sends,
        lastObservation,
      },
      { key },
    )

    return applied(result)
  },
})
