-- Quotes: a head, its revisions, their lines. What was submitted stays as it was (QUO-03).

create table quote (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null check (version > 0),
  number text not null,
  state text not null check (state in ('DRAFT', 'SUBMITTED', 'APPROVED', 'REJECTED', 'ACCEPTED', 'EXPIRED', 'CANCELLED')),
  revision integer not null check (revision > 0),
  customer_id uuid not null,
  customer_snapshot jsonb not null,
  owner_id uuid not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  term_months integer not null check (term_months > 0),
  channel text not null,
  submitted_by uuid,
  valid_until date,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (tenant_id, id),
  constraint uq_quote_number unique (tenant_id, number)
);
create index quote_by_customer on quote (tenant_id, customer_id, id);
select pactwork_protect('quote');

create table quote_revision (
  tenant_id uuid not null,
  quote_id uuid not null,
  revision integer not null check (revision > 0),
  state text not null check (state in
    ('DRAFT', 'SUBMITTED', 'APPROVED', 'REJECTED', 'ACCEPTED', 'EXPIRED', 'CANCELLED', 'SUPERSEDED')),
  price_result_id uuid,
  price_hash text,
  price jsonb,
  approval jsonb,
  primary key (tenant_id, quote_id, revision),
  foreign key (tenant_id, quote_id) references quote (tenant_id, id)
);
create unique index uq_quote_one_accepted_revision on quote_revision (tenant_id, quote_id) where state = 'ACCEPTED';
select pactwork_protect('quote_revision');

-- A line keeps its id across revisions; each revision has its own row of it.
create table quote_line (
  tenant_id uuid not null,
  quote_id uuid not null,
  revision integer not null,
  id uuid not null,
  action text not null check (action in ('ADD')),
  offering_id uuid not null,
  offering_version text not null,
  offering_name text not null,
  specification_id uuid,
  catalog_version text not null,
  publication_hash text not null,
  quantity integer not null check (quantity > 0),
  site_id uuid,
  configuration_id uuid,
  configuration jsonb,
  discount jsonb,
  availability jsonb,
  primary key (tenant_id, quote_id, revision, id),
  foreign key (tenant_id, quote_id, revision) references quote_revision (tenant_id, quote_id, revision)
);
create index quote_line_by_id on quote_line (tenant_id, id, revision desc);
select pactwork_protect('quote_line');

-- One acceptance for ever (M33), with the evidence it rests on kept beside it.
create table quote_acceptance (
  tenant_id uuid not null,
  id uuid not null,
  quote_id uuid not null,
  revision integer not null,
  accepted_by uuid not null,
  accepted_at timestamptz(3) not null,
  price_hash text not null,
  evidence_hash text not null,
  primary key (tenant_id, id),
  constraint uq_quote_one_acceptance unique (tenant_id, quote_id),
  foreign key (tenant_id, quote_id, revision) references quote_revision (tenant_id, quote_id, revision)
);
select pactwork_protect('quote_acceptance');

-- What other contexts said when a revision was submitted or accepted: asOf, version, hash (M6).
create table quote_evidence (
  tenant_id uuid not null,
  quote_id uuid not null,
  revision integer not null,
  purpose text not null check (purpose in ('SUBMISSION', 'ACCEPTANCE')),
  schema_version integer not null,
  hash text not null,
  body jsonb not null,
  gathered_at timestamptz(3) not null,
  primary key (tenant_id, quote_id, revision, purpose),
  foreign key (tenant_id, quote_id, revision) references quote_revision (tenant_id, quote_id, revision)
);
select pactwork_protect('quote_evidence');

-- The last number given in a tenant and year. Gapless is not promised.
create table quote_number (
  tenant_id uuid not null,
  year integer not null,
  last integer not null check (last > 0),
  primary key (tenant_id, year)
);
select pactwork_protect('quote_number');

do $$
begin
  execute format('revoke update, delete on quote_acceptance, quote_evidence from %I', 'pactwork_' || current_schema());
end $$;

-- A revision that is no draft any more keeps its lines as they are, whatever the code believes (QUO-03).
create function refuse_frozen_line() returns trigger language plpgsql set search_path from current as $$
declare
  line quote_line := coalesce(new, old);
begin
  if (select state from quote_revision r
      where r.tenant_id = line.tenant_id and r.quote_id = line.quote_id and r.revision = line.revision) <> 'DRAFT' then
    raise exception 'revision % of the quote is frozen', line.revision using errcode = 'integrity_constraint_violation';
  end if;
  return line;
end $$;
create trigger quote_line_is_frozen before insert or update or delete on quote_line
  for each row execute function refuse_frozen_line();

-- Read models, rebuilt from the events.
create table quote_summary_base (
  tenant_id uuid not null,
  quote_id uuid not null,
  number text collate "C" not null,
  state text not null,
  revision integer not null,
  customer_id uuid not null,
  owner_id uuid not null,
  currency text not null,
  line_count integer not null,
  contract_value numeric(24,6),
  contract_value_minor bigint,
  changed_at timestamptz(3) not null,
  primary key (tenant_id, quote_id)
);
create index quote_summary_by_customer on quote_summary_base (tenant_id, customer_id, quote_id desc);
create index quote_summary_by_owner on quote_summary_base (tenant_id, owner_id, quote_id desc);
create index quote_summary_by_state on quote_summary_base (tenant_id, state, quote_id desc);
create index quote_summary_by_number on quote_summary_base (tenant_id, number);
select pactwork_protect('quote_summary_base');
select pactwork_projection_open('quote_summary', 1, now());

create table quote_timeline_base (
  tenant_id uuid not null,
  quote_id uuid not null,
  event_id uuid not null,
  type text not null,
  revision integer not null,
  summary text not null,
  actor text not null,
  correlation_id text not null,
  occurred_at timestamptz(3) not null,
  primary key (tenant_id, quote_id, event_id)
);
select pactwork_protect('quote_timeline_base');
select pactwork_projection_open('quote_timeline', 1, now());
