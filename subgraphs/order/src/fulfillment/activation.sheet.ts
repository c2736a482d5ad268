import type { TreatySheet } from '@pactwork/treaty/sheet'

/** What both sides rely on (INT-10). */
export const activationSheet: TreatySheet = {
  name: 'Service activation',
  purpose: 'Switch on what a customer ordered, once.',
  owner: 'Order context',
  authority: 'The provisioning system says whether a service is active; the order decides what follows.',
  direction: 'Pactwork to provisioning; callbacks back.',
  protocol: 'HTTP: POST creates, GET by key asks; signed callback.',
  trigger: 'An ACTIVATE item is performed after everything it depends on is completed.',
  inputSchema: 'ActivationRequest, version 1: ids, quantity, configuration, reservation; nothing personal.',
  outputSchema: 'Status, activation id, reason; unknown fields are ignored.',
  idempotencyKey: 'tenant:order:line:provisioning:ACTIVATE:attempt; a new attempt only by a person.',
  correlationId: 'x-correlation-id of the order; the item id is the business key.',
  tenantPropagation: 'In the key and in the path of the callback; another tenant is refused.',
  timeout: '5 s for an answer, then the outcome is unknown; 15 min until a person takes over.',
  retryPolicy: 'Never blindly: asked by key first; sent again under the same key when it is not known there.',
  errorMapping: 'INT-13; reasons by the table of the treaty, any other is EXTERNAL_REJECTION.',
  stateImpact: 'WAITING_EXTERNAL, then COMPLETED, FAILED or WAITING_UNKNOWN_OUTCOME of the item.',
  auditEvidence: 'Request hash, response hash, external reference, every transition of the handoff.',
  replayBehaviour:
    'A rebuild sends nothing; callbacks may be replayed within five minutes and change nothing.',
  reconciliationPath: 'The handoff asks by key with growing pauses; past the bound a fallout case opens.',
  securityControl: 'HMAC over time, nonce and body; credentials of this integration alone.',
  operationalDashboard: 'Handoffs by state and age; fallout cases of provisioning-operations.',
}
