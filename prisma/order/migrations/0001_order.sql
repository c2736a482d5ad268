-- The order with its commercial lines, its plan's items and its fallout cases: one aggregate, locked by its header.

create table order_number_counter (
  tenant_id uuid not null,
  year integer not null,
  last integer not null,
  primary key (tenant_id, year)
);
select pactwork_protect('order_number_counter');

-- Statuses are derived by the domain and stored for reading; captures are unique per acceptance and per accepted
-- revision of a quote (ORD-16, CNF-03): the last guard when everything else failed (CAP-22).
create table customer_order (
  tenant_id uuid not null,
  order_id uuid not null,
  version bigint not null check (version > 0),
  order_number text not null,
  order_type text not null check (order_type in ('NEW', 'CHANGE', 'CANCEL', 'RENEWAL', 'SUSPEND', 'RESUME')),
  capture_mode text not null check (capture_mode in
    ('QUOTE_DERIVED', 'DIRECT_ORDER', 'AMENDMENT', 'CANCELLATION', 'SUPPLEMENTAL', 'ADMIN_MIGRATION')),
  status text not null check (status in
    ('CAPTURED', 'VALIDATING', 'VALIDATED', 'DECOMPOSED', 'IN_PROGRESS', 'FALLOUT', 'COMPLETED', 'CANCELLING',
     'CANCELLED', 'FAILED')),
  capture_state text not null check (capture_state in
    ('ACCEPTED', 'VALIDATING', 'VALIDATED', 'DECOMPOSITION_REQUESTED')),
  fulfillment_state text not null check (fulfillment_state in
    ('NOT_STARTED', 'IN_PROGRESS', 'PARTIAL', 'COMPLETED', 'FAILED', 'CANCELLED')),
  fulfillment_started boolean not null,
  cancellation text check (cancellation in ('REQUESTED', 'DONE')),
  validation_run integer not null,
  priority text not null check (priority in ('NORMAL', 'HIGH', 'ESCALATED')),
  customer_id uuid not null,
  account_id uuid,
  source_quote_id uuid not null,
  source_quote_number text not null,
  source_quote_revision integer not null check (source_quote_revision > 0),
  acceptance_id uuid not null,
  evidence_hash text not null,
  currency text not null check (length(currency) = 3),
  requested_start_date date,
  requested_completion_date date,
  committed_completion_date date,
  plan_id uuid,
  plan_hash text,
  created_by text not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (tenant_id, order_id),
  constraint uq_customer_order_number unique (tenant_id, order_number),
  constraint uq_customer_order_acceptance unique (tenant_id, acceptance_id),
  constraint uq_customer_order_quote_conversion unique (tenant_id, source_quote_id, source_quote_revision),
  check ((plan_id is null) = (plan_hash is null))
);
-- Not more than one primary order per quote, whatever the revision (CNF-03).
create unique index uq_customer_order_primary_per_quote on customer_order (tenant_id, source_quote_id)
  where order_type = 'NEW' and capture_mode = 'QUOTE_DERIVED';
create index customer_order_by_customer on customer_order (tenant_id, customer_id, order_id);
-- Captured long ago and still without a plan: what the reconciliation query looks for (CAP-40).
create index customer_order_without_plan on customer_order (tenant_id, created_at) where plan_id is null;
select pactwork_protect('customer_order');

-- Where an order came from never changes (ORD-04).
create function keep_order_source() returns trigger language plpgsql as $$
begin
  if (new.source_quote_id, new.source_quote_number, new.source_quote_revision, new.acceptance_id, new.customer_id,
      new.order_number, new.created_by, new.created_at, new.evidence_hash)
    is distinct from
     (old.source_quote_id, old.source_quote_number, old.source_quote_revision, old.acceptance_id, old.customer_id,
      old.order_number, old.created_by, old.created_at, old.evidence_hash)
  then
    raise exception 'The source of an order is immutable.' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger keep_order_source before update on customer_order
  for each row execute function keep_order_source();

create table customer_order_line (
  tenant_id uuid not null,
  order_line_id uuid not null,
  order_id uuid not null,
  parent_order_line_id uuid,
  source_quote_line_id uuid not null,
  line_number integer not null check (line_number > 0),
  action text not null check (action in
    ('ADD', 'MODIFY', 'DISCONNECT', 'NO_CHANGE', 'MOVE', 'SUSPEND', 'RESUME')),
  product_offering_id uuid not null,
  offering_version text not null,
  product_spec_id uuid,
  quantity integer not null check (quantity > 0),
  configuration_id uuid not null,
  configuration_hash text not null,
  sort_order integer not null,
  created_at timestamptz(3) not null,
  primary key (tenant_id, order_line_id),
  foreign key (tenant_id, order_id) references customer_order (tenant_id, order_id),
  foreign key (tenant_id, parent_order_line_id) references customer_order_line (tenant_id, order_line_id),
  constraint uq_customer_order_line_source unique (tenant_id, order_id, source_quote_line_id),
  constraint uq_customer_order_line_number unique (tenant_id, order_id, line_number)
);
create index customer_order_line_by_quote_line on customer_order_line (tenant_id, source_quote_line_id);
select pactwork_protect('customer_order_line');

-- What was accepted, as it was: kept apart from the line so that commands stay light, written once (ORD-09).
create table order_line_snapshot (
  tenant_id uuid not null,
  order_line_id uuid not null,
  schema_version integer not null,
  offering_snapshot jsonb not null,
  configuration_snapshot jsonb not null,
  price_snapshot jsonb not null,
  decomposition_rules jsonb not null,
  site_id uuid,
  created_at timestamptz(3) not null,
  primary key (tenant_id, order_line_id),
  foreign key (tenant_id, order_line_id) references customer_order_line (tenant_id, order_line_id)
);
select pactwork_protect('order_line_snapshot');

create table fulfillment_item (
  tenant_id uuid not null,
  fulfillment_item_id uuid not null,
  order_id uuid not null,
  order_line_id uuid not null,
  plan_id uuid not null,
  position integer not null,
  item_type text not null,
  responsible_system text not null,
  action text not null,
  status text not null check (status in
    ('PENDING', 'READY', 'BLOCKED', 'IN_PROGRESS', 'WAITING_EXTERNAL', 'WAITING_UNKNOWN_OUTCOME', 'COMPLETED',
     'FAILED', 'CANCELLED', 'COMPENSATED')),
  depends_on uuid[] not null,
  attempt integer not null check (attempt > 0),
  key_attempt integer not null check (key_attempt between 1 and attempt),
  retry_count integer generated always as (attempt - 1) stored,
  max_retry_count integer not null,
  retry_policy text not null check (retry_policy in ('BY_DECISION')),
  compensation_action text not null,
  external_reference text,
  error_code text,
  input_payload jsonb not null,
  result_payload jsonb,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (tenant_id, fulfillment_item_id),
  foreign key (tenant_id, order_id) references customer_order (tenant_id, order_id),
  foreign key (tenant_id, order_line_id) references customer_order_line (tenant_id, order_line_id),
  constraint uq_fulfillment_item_position unique (tenant_id, order_id, position),
  constraint uq_fulfillment_item_capability unique (tenant_id, order_line_id, item_type),
  check (status <> 'COMPLETED' or external_reference is not null)
);
select pactwork_protect('fulfillment_item');

create table order_milestone (
  tenant_id uuid not null,
  order_id uuid not null,
  position integer not null check (position > 0),
  milestone text not null,
  reached_at timestamptz(3) not null,
  primary key (tenant_id, order_id, position),
  foreign key (tenant_id, order_id) references customer_order (tenant_id, order_id),
  constraint uq_order_milestone_once unique (tenant_id, order_id, milestone)
);
select pactwork_protect('order_milestone');

create table order_fallout_case (
  tenant_id uuid not null,
  fallout_case_id uuid not null,
  order_id uuid not null,
  order_line_id uuid,
  fulfillment_item_id uuid,
  status text not null check (status in
    ('OPEN', 'ASSIGNED', 'IN_REVIEW', 'WAITING_CUSTOMER', 'WAITING_EXTERNAL', 'RESOLVED', 'CANCELLED', 'ESCALATED')),
  phase text not null check (phase in ('VALIDATION', 'DECOMPOSITION', 'FULFILLMENT', 'ORCHESTRATION')),
  severity text not null,
  reason_code text not null,
  evidence jsonb not null,
  owner_group text not null,
  owner_user_id uuid,
  opened_at timestamptz(3) not null,
  resolved_at timestamptz(3),
  resolution_code text,
  primary key (tenant_id, fallout_case_id),
  foreign key (tenant_id, order_id) references customer_order (tenant_id, order_id),
  foreign key (tenant_id, order_line_id) references customer_order_line (tenant_id, order_line_id),
  foreign key (tenant_id, fulfillment_item_id) references fulfillment_item (tenant_id, fulfillment_item_id),
  check ((resolved_at is null) = (resolution_code is null)),
  check ((status in ('RESOLVED', 'CANCELLED')) = (resolved_at is not null))
);
create index order_fallout_case_by_order on order_fallout_case (tenant_id, order_id);
create index order_fallout_case_open on order_fallout_case (tenant_id, owner_group, fallout_case_id)
  where resolved_at is null;
select pactwork_protect('order_fallout_case');

-- Every run of the checks with every answer (CAP-34).
create table order_validation_result (
  tenant_id uuid not null,
  validation_result_id uuid not null,
  order_id uuid not null,
  run integer not null,
  status text not null check (status in ('PASSED', 'FAILED', 'REVIEW', 'PENDING')),
  checks jsonb not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  primary key (tenant_id, validation_result_id),
  foreign key (tenant_id, order_id) references customer_order (tenant_id, order_id),
  constraint uq_order_validation_run unique (tenant_id, order_id, run)
);
select pactwork_protect('order_validation_result');

-- Every attempt to capture, refused ones included: codes and hashes, never payloads (CAP-26, AUD-09).
create table order_capture_attempt (
  tenant_id uuid not null,
  capture_attempt_id uuid not null,
  customer_id uuid not null,
  quote_id uuid not null,
  acceptance_id uuid,
  order_id uuid,
  result text not null check (result in ('CAPTURED', 'REJECTED')),
  code text,
  violations jsonb not null,
  evidence_hash text not null,
  correlation_id text not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  primary key (tenant_id, capture_attempt_id),
  foreign key (tenant_id, order_id) references customer_order (tenant_id, order_id),
  check ((result = 'CAPTURED') = (order_id is not null))
);
create index order_capture_attempt_by_acceptance on order_capture_attempt (tenant_id, acceptance_id, capture_attempt_id);
create index order_capture_attempt_by_quote on order_capture_attempt (tenant_id, quote_id, capture_attempt_id);
select pactwork_protect('order_capture_attempt');

-- What was promised, answered and tried is history: it is added to, never changed.
do $$
begin
  execute format(
    'revoke update, delete on order_line_snapshot, order_milestone, order_validation_result, order_capture_attempt,
       customer_order_line from %I',
    'pactwork_' || current_schema());
end $$;
