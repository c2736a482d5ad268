/** The 21 sentences that every integration owes its readers (INT-10). */
export const sheetFields = {
  name: 'Name',
  purpose: 'Purpose',
  owner: 'Owner',
  authority: 'Authority',
  direction: 'Direction',
  protocol: 'Protocol',
  trigger: 'Trigger',
  inputSchema: 'Input schema',
  outputSchema: 'Output schema',
  idempotencyKey: 'Idempotency key',
  correlationId: 'Correlation id',
  tenantPropagation: 'Tenant propagation',
  timeout: 'Timeout',
  retryPolicy: 'Retry policy',
  errorMapping: 'Error mapping',
  stateImpact: 'State impact',
  auditEvidence: 'Audit evidence',
  replayBehaviour: 'Replay behaviour',
  reconciliationPath: 'Reconciliation path',
  securityControl: 'Security control',
  operationalDashboard: 'Operational dashboard',
} as const

export type TreatySheet = Readonly<Record<keyof typeof sheetFields, string>>

/** The sheet as the table that stands in the README of the context. A test keeps the two equal. */
export function sheetTable(sheet: TreatySheet): string {
  const rows = Object.entries(sheetFields).map(
    ([field, label]) => `| ${label} | ${sheet[field as keyof TreatySheet]} |`,
  )

  return ['| | |', '| --- | --- |', ...rows].join('\n')
}
