-- Read models, built from the order's own events and never read by a command (ORD-22, ORD-23).

create table order_summary_base (
  tenant_id uuid not null,
  order_id uuid not null,
  order_number text not null,
  customer_id uuid not null,
  source_quote_id uuid not null,
  status text not null check (status in
    ('ORDER_RECEIVED', 'PREPARING_ORDER', 'IN_PROGRESS', 'COMPLETED', 'CANCELLING', 'CANCELLED',
     'UNABLE_TO_COMPLETE')),
  line_count integer not null,
  offering_ids uuid[] not null,
  last_milestone text,
  captured_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  primary key (tenant_id, order_id)
);
create index order_summary_by_customer on order_summary_base (tenant_id, customer_id, order_id);
create index order_summary_by_status on order_summary_base (tenant_id, status, order_id);
select pactwork_protect('order_summary_base');
select pactwork_projection_open('order_summary', 1, now());

create table order_operations_base (
  tenant_id uuid not null,
  order_id uuid not null,
  order_number text not null,
  customer_id uuid not null,
  items jsonb not null,
  retries integer not null,
  external_references jsonb not null,
  open_cases jsonb not null,
  owner_group text,
  ended boolean not null,
  captured_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  primary key (tenant_id, order_id)
);
create index order_operations_by_group on order_operations_base (tenant_id, owner_group, order_id);
create index order_operations_by_end on order_operations_base (tenant_id, ended, order_id);
select pactwork_protect('order_operations_base');
select pactwork_projection_open('order_operations', 1, now());
