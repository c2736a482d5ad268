-- What every context's schema has: the rules of tenancy, and the tables of the command path (M1-M14, M20).

-- Row-level security on one table: enabled AND forced; no tenant set means no rows. `nullif`, because a reused
-- connection holds an empty string, not null, and '' is no uuid (M8).
create function pactwork_protect(table_name text) returns void language plpgsql as $$
begin
  execute format('alter table %I enable row level security', table_name);
  execute format('alter table %I force row level security', table_name);
  execute format(
    'create policy tenant on %I using (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)
       with check (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', table_name);
end $$;

-- The journal of facts. Column names are those Debezium's event router expects, so it can replace our relay.
create table outbox_event (
  tenant_id uuid not null,
  id uuid not null,
  seq bigint generated always as identity,
  aggregatetype text not null,
  aggregateid text not null,
  aggregate_version integer not null check (aggregate_version > 0),
  type text not null,
  topic text not null,
  payload jsonb not null,
  trace jsonb not null,
  occurred_at timestamptz(3) not null,
  published_at timestamptz(3),
  primary key (tenant_id, id),
  constraint uq_outbox_event_id unique (id),
  constraint uq_outbox_aggregate_version unique (tenant_id, aggregatetype, aggregateid, aggregate_version)
);
create index outbox_event_unpublished on outbox_event (seq) where published_at is null;
select pactwork_protect('outbox_event');
create policy relay_reads on outbox_event for select to pactwork_relay using (true);
create policy relay_marks on outbox_event for update to pactwork_relay using (true) with check (true);
grant select on outbox_event to pactwork_relay;
grant update (published_at) on outbox_event to pactwork_relay;

-- One row per command key: what was asked, what was answered. `expires_at` null: a business key, kept for ever.
create table idempotency_record (
  tenant_id uuid not null,
  client_id text not null,
  operation text not null,
  key text not null,
  request_hash text not null,
  response jsonb,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3),
  primary key (tenant_id, client_id, operation, key)
);
select pactwork_protect('idempotency_record');

-- Who did what to what, with which outcome. Insert only (M20); rejected commands are entries as well.
create table audit_entry (
  tenant_id uuid not null,
  id uuid not null,
  occurred_at timestamptz(3) not null,
  operation text not null,
  outcome text not null check (outcome in ('ACCEPTED', 'REJECTED')),
  code text,
  actor_kind text not null check (actor_kind in ('user', 'machine')),
  actor_id text not null,
  on_behalf_of text,
  client_id text not null,
  reason text,
  subjects jsonb not null,
  request_hash text not null,
  correlation_id text not null,
  trace_id text,
  primary key (tenant_id, id)
);
create index audit_entry_by_correlation on audit_entry (tenant_id, correlation_id);
select pactwork_protect('audit_entry');

-- Denials (M5): written in a transaction of their own, because the command had none.
create table security_log (
  tenant_id uuid not null,
  id uuid not null,
  occurred_at timestamptz(3) not null,
  operation text not null,
  actor_kind text not null check (actor_kind in ('user', 'machine')),
  actor_id text not null,
  message text not null,
  correlation_id text not null,
  primary key (tenant_id, id)
);
select pactwork_protect('security_log');

-- What must happen later (M12). The scheduler sees these rows across tenants, and nothing else.
create table due_work (
  tenant_id uuid not null,
  id uuid not null,
  kind text not null,
  key text not null,
  due_at timestamptz(3) not null,
  payload jsonb not null,
  attempts integer not null default 0,
  leased_by text,
  leased_until timestamptz(3),
  last_error text,
  correlation_id text not null,
  trace jsonb not null,
  created_at timestamptz(3) not null,
  primary key (tenant_id, id),
  constraint uq_due_work_key unique (tenant_id, kind, key)
);
create index due_work_by_time on due_work (due_at);
select pactwork_protect('due_work');
create policy scheduler_sees on due_work for select to pactwork_scheduler using (true);
create policy scheduler_leases on due_work for update to pactwork_scheduler using (true) with check (true);
create policy scheduler_ends on due_work for delete to pactwork_scheduler using (true);
grant select, delete on due_work to pactwork_scheduler;
grant update (due_at, attempts, leased_by, leased_until, last_error) on due_work to pactwork_scheduler;

do $$
begin
  execute format('revoke update, delete on outbox_event, audit_entry, security_log from %I', 'pactwork_' || current_schema());
end $$;
