-- Availability (evidence), reservation (a claim), installed products (what was delivered): three things, never one
-- boolean (INV-01). Columns are the seed's, with the tenant in every key.

create table availability_evidence (
  tenant_id uuid not null,
  evidence_id uuid not null,
  source_system text not null,
  source_reference text,
  subject_type text not null check (subject_type in ('QUOTE', 'ORDER')),
  subject_id uuid not null,
  subject_revision integer,
  status text not null,
  checked_at timestamptz(3) not null,
  expires_at timestamptz(3),
  explanation_code text,
  diagnostic_json jsonb not null,
  created_at timestamptz(3) not null,
  customer_id text not null,
  evidence_hash text not null,
  version bigint not null,
  primary key (tenant_id, evidence_id),
  constraint ck_availability_status check (
    status in ('NOT_CHECKED', 'AVAILABLE', 'PARTIALLY_AVAILABLE', 'UNAVAILABLE', 'UNKNOWN', 'STALE')
  )
);
create index availability_evidence_by_subject on availability_evidence (tenant_id, subject_id, checked_at);
select pactwork_protect('availability_evidence');

create table availability_evidence_line (
  tenant_id uuid not null,
  evidence_line_id uuid not null,
  evidence_id uuid not null,
  line_ref text not null,
  product_offering_id text not null,
  requested_quantity numeric(18, 6) not null check (requested_quantity > 0),
  available_quantity numeric(18, 6),
  status text not null,
  explanation_code text,
  diagnostic_json jsonb not null,
  primary key (tenant_id, evidence_line_id),
  foreign key (tenant_id, evidence_id) references availability_evidence (tenant_id, evidence_id),
  constraint uq_availability_line unique (tenant_id, evidence_id, line_ref)
);
select pactwork_protect('availability_evidence_line');

create table reservation (
  tenant_id uuid not null,
  reservation_id uuid not null,
  order_id uuid not null,
  idempotency_key text not null,
  source_system text not null,
  external_reservation_ref text,
  status text not null,
  reserved_at timestamptz(3),
  expires_at timestamptz(3),
  confirmed_at timestamptz(3),
  released_at timestamptz(3),
  last_reconciled_at timestamptz(3),
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  version bigint not null,
  item_id uuid not null,
  attempt integer not null check (attempt > 0),
  handoff_id uuid not null,
  primary key (tenant_id, reservation_id),
  constraint uq_reservation_idem unique (tenant_id, source_system, idempotency_key),
  constraint ck_reservation_status check (
    status in ('REQUESTED', 'RESERVED', 'REJECTED', 'UNKNOWN', 'CONFIRMED', 'RELEASE_REQUESTED', 'RELEASED',
      'RELEASE_UNKNOWN', 'EXPIRED')
  )
);
create index reservation_by_order on reservation (tenant_id, order_id);
select pactwork_protect('reservation');

create table reservation_line (
  tenant_id uuid not null,
  reservation_line_id uuid not null,
  reservation_id uuid not null,
  order_line_id uuid not null,
  product_offering_id text not null,
  requested_quantity numeric(18, 6) not null check (requested_quantity > 0),
  reserved_quantity numeric(18, 6),
  status text not null,
  explanation_code text,
  source_payload_json jsonb not null,
  primary key (tenant_id, reservation_line_id),
  foreign key (tenant_id, reservation_id) references reservation (tenant_id, reservation_id),
  constraint uq_reservation_order_line unique (tenant_id, reservation_id, order_line_id)
);
select pactwork_protect('reservation_line');

-- What is installed, as far as we know: a local picture, not the authority (S4 14).
create table customer_product_projection (
  tenant_id uuid not null,
  customer_product_id text not null,
  customer_id text not null,
  product_offering_id text not null,
  product_spec_id text,
  status text not null check (status in ('ACTIVE', 'TERMINATED')),
  activation_date timestamptz(3),
  termination_date timestamptz(3),
  source_system text not null,
  source_version text,
  last_source_event_at timestamptz(3),
  payload_json jsonb not null,
  order_id uuid not null,
  order_line_id uuid not null,
  quantity numeric(18, 6) not null check (quantity > 0),
  version bigint not null,
  primary key (tenant_id, customer_product_id),
  constraint uq_customer_product_order_line unique (tenant_id, order_line_id)
);
create index ix_customer_product_projection_customer on customer_product_projection (tenant_id, customer_id, status);
select pactwork_protect('customer_product_projection');
