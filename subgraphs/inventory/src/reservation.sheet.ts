import type { TreatySheet } from '@pactwork/treaty/sheet'

/** What the treaty says to people (INT-10, INV-22). The README shows the same table; a test compares. */
export const reservationSheet: TreatySheet = {
  name: 'Inventory Reservation Request',
  purpose: 'Hold stock, capacity or a slot for an order line before its fulfillment goes on.',
  owner: 'Inventory context; inventory-operations works on its fallout.',
  authority: 'The inventory system owns the hold; we own the request and what we know of its outcome.',
  direction: 'Pactwork → inventory system; outcomes inventory system → Pactwork.',
  protocol: 'HTTP POST under an idempotency key, answered at once or by signed callback; HTTP GET by key.',
  trigger: 'A fulfillment item RESERVE is performed: command `requestReservation`.',
  inputSchema: '`inventory-reservation-requested.v1`: order, position, article, quantity. No personal data.',
  outputSchema: 'Reference, state, reason, held quantity and end; unknown fields are ignored.',
  idempotencyKey: 'tenant:order:line:inventory:RESERVE:attempt; the request hash goes with it.',
  correlationId: '`x-correlation-id` of the order; `x-process-business-key` is the fulfillment item.',
  tenantPropagation: '`x-tenant-id`, in the key and in the callback path; all three have to agree.',
  timeout: '5 s for an answer, then UNKNOWN; 15 min to a settled outcome, then fallout.',
  retryPolicy:
    'Never blindly: asked by key first. Not found 5 s after the send: sent again under the same key, twice. 503: up to 30 times with backoff.',
  errorMapping:
    '400, 422 BUSINESS_REJECTED; 409 compared by hash; 401, 403 SECURITY_CONFIGURATION_FAILURE; 408, 500, 502, 504, silence UNKNOWN; 429, 503 TECHNICAL_RETRYABLE; all else UNCLASSIFIED_EXTERNAL_FAILURE.',
  stateImpact: 'REQUESTED → RESERVED, REJECTED or UNKNOWN; UNKNOWN past the bounds is fallout.',
  auditEvidence: 'Request hash, response hash, external reference, every observation, every transition.',
  replayBehaviour: 'A callback may come again without effect; a command is repeated under its key only.',
  reconciliationPath: 'Due work asks by key: at once when unknown, every 10 s while pending.',
  securityControl: 'HMAC-SHA256 over time, nonce and body both ways; five minutes; tenant compared.',
  operationalDashboard:
    '`external_handoff` by status and age: pending, unknown, fallout, rejections by code.',
}
