-- Agreements with external systems (M21): what was asked of them, and everything they were seen to say.

-- One request under one key. Kept before it leaves; the columns of INT-11, then what asking and resending need.
create table external_handoff (
  tenant_id uuid not null,
  handoff_id uuid not null,
  aggregate_type text not null,
  aggregate_id uuid not null,
  purpose text not null,
  target_system text not null,
  status text not null check (status in ('CREATED', 'SENT', 'PENDING', 'ACCEPTED', 'REJECTED', 'UNKNOWN',
    'RETRY_SCHEDULED', 'RECONCILING', 'FALLOUT', 'COMPLETED', 'CANCELLED')),
  idempotency_key text not null,
  external_reference text,
  request_hash text not null,
  last_response_hash text,
  attempt_count integer not null check (attempt_count >= 0),
  next_retry_at timestamptz(3),
  last_error_code text,
  last_error_message text,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,

  aggregate_kind text not null,
  order_id uuid not null,
  line_id uuid not null,
  business_attempt integer not null check (business_attempt > 0),
  asked_attempt integer not null check (asked_attempt >= business_attempt),
  request jsonb not null,
  correlation_id text not null,
  causation_id text not null,
  process_business_key text,
  external_status text,
  facts jsonb not null,
  last_error_class text,
  last_observation text,
  resend_count integer not null check (resend_count >= 0),
  technical_count integer not null check (technical_count >= 0),
  ask_count integer not null check (ask_count >= 0),
  sent_at timestamptz(3),
  answer_due_at timestamptz(3),
  next_ask_at timestamptz(3),
  asked_from text,
  last_reconciled_at timestamptz(3),
  told text check (told in ('UNKNOWN', 'ACCEPTED', 'REJECTED', 'FALLOUT')),
  version bigint not null,
  primary key (tenant_id, handoff_id),
  constraint uq_external_handoff_key unique (tenant_id, target_system, idempotency_key),
  constraint uq_external_handoff_attempt unique (tenant_id, target_system, purpose, order_id, line_id, business_attempt)
);
create index external_handoff_by_aggregate on external_handoff (tenant_id, aggregate_id);
create index external_handoff_by_status on external_handoff (tenant_id, status, updated_at);
select pactwork_protect('external_handoff');

-- How a handoff came to where it stands: one row a version, never changed.
create table external_handoff_transition (
  tenant_id uuid not null,
  handoff_id uuid not null,
  version bigint not null,
  event text not null,
  from_status text not null,
  to_status text not null,
  code text,
  at timestamptz(3) not null,
  primary key (tenant_id, handoff_id, version),
  foreign key (tenant_id, handoff_id) references external_handoff (tenant_id, handoff_id)
);
select pactwork_protect('external_handoff_transition');

-- What a system was seen to say: in an answer, by callback, or when it was asked (INT-18, REC-01). Without a handoff
-- it is parked: the key is not known here yet. The nonce of a callback is accepted once.
create table external_observation (
  tenant_id uuid not null,
  observation_id uuid not null,
  handoff_id uuid,
  target_system text not null,
  idempotency_key text not null,
  source text not null check (source in ('ANSWER', 'CALLBACK', 'FINDING')),
  nonce text,
  observed_type text not null,
  observed jsonb not null,
  body_hash text,
  result text check (result in ('MATCHED', 'EXTERNAL_SUCCESS', 'EXTERNAL_FAILURE', 'EXTERNAL_UNKNOWN', 'LOCAL_IMPOSSIBLE')),
  external_belief text,
  local_belief text,
  divergence text,
  action text,
  observed_at timestamptz(3) not null,
  primary key (tenant_id, observation_id),
  constraint uq_external_observation_nonce unique (tenant_id, target_system, nonce),
  foreign key (tenant_id, handoff_id) references external_handoff (tenant_id, handoff_id)
);
create index external_observation_by_handoff on external_observation (tenant_id, handoff_id, observed_at);
create index external_observation_parked on external_observation (tenant_id, target_system, idempotency_key)
  where handoff_id is null;
select pactwork_protect('external_observation');

do $$
declare
  login text := 'pactwork_' || current_schema();
begin
  execute format('revoke update, delete on external_handoff_transition from %I', login);
  execute format('revoke delete on external_handoff from %I', login);
  execute format('revoke update, delete on external_observation from %I', login);
  execute format('grant update (handoff_id) on external_observation to %I', login);
end $$;
