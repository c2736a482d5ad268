/** The transition table of an approval request. Code, GraphQL description and the exhaustive test read this one. */
export const approvalTransitions = {
  PENDING: { approveQuote: 'APPROVED', rejectQuote: 'REJECTED', invalidateApproval: 'INVALIDATED' },
  APPROVED: { invalidateApproval: 'INVALIDATED' },
  REJECTED: { invalidateApproval: 'INVALIDATED' },
  INVALIDATED: {},
} as const satisfies Record<string, Partial<Record<string, string>>>

export type ApprovalState = keyof typeof approvalTransitions

export type ApprovalCommand = 'approveQuote' | 'rejectQuote' | 'invalidateApproval'

export const approvalStates = Object.keys(approvalTransitions) as ApprovalState[]

/** Where `command` leads from `state`; undefined when the state does not take it. */
export const nextApprovalState = (
  state: ApprovalState,
  command: ApprovalCommand,
): ApprovalState | undefined =>
  (approvalTransitions[state] as Partial<Record<ApprovalCommand, ApprovalState>>)[command]

/** The table as text, for the GraphQL description. */
export const describeApprovalTransitions = (): string =>
  approvalStates
    .map((state) => {
      const moves = Object.entries(approvalTransitions[state])
      return moves.length === 0
        ? `${state} is final.`
        : `${state} → ${moves.map(([command, to]) => `${to} (${command})`).join(', ')}.`
    })
    .join('\n')
