-- Price results: written once, with every fact, step and rounding they rest on (PRC-01, M35).

create table price_result (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null check (version = 1),
  quote_id uuid not null,
  revision integer not null check (revision > 0),
  customer_id uuid not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  term_months integer not null check (term_months > 0),
  channel text not null,
  request jsonb not null,
  calculation jsonb not null,
  price_hash text not null,
  input_hash text not null,
  trace_hash text not null,
  contract_value_minor bigint not null check (contract_value_minor >= 0),
  discount_basis_points integer not null check (discount_basis_points between 0 and 10000),
  valid_until date not null,
  calculated_at timestamptz(3) not null,
  primary key (tenant_id, id)
);
create index price_result_by_quote on price_result (tenant_id, quote_id, revision);
select pactwork_protect('price_result');

-- How a tenant prices, version by version; without a row the standard policy of the code holds.
create table pricing_policy (
  tenant_id uuid not null,
  revision integer not null check (revision > 0),
  id uuid not null,
  version text not null,
  maximum_discount_basis_points integer not null check (maximum_discount_basis_points between 0 and 10000),
  validity_days integer not null check (validity_days between 1 and 366),
  published_at timestamptz(3) not null,
  primary key (tenant_id, revision),
  constraint uq_pricing_policy_version unique (tenant_id, version)
);
select pactwork_protect('pricing_policy');

-- Immutable for the login role by its rights, and for everybody by a trigger. Locking a row needs the right to
-- update it, so the newest policy is found without a lock and its primary key decides a race.
do $$
begin
  execute format('revoke update, delete on price_result, pricing_policy from %I', 'pactwork_' || current_schema());
end $$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is written once and never changed', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
create trigger price_result_is_immutable before update or delete on price_result
  for each row execute function refuse_change();
create trigger pricing_policy_is_immutable before update or delete on pricing_policy
  for each row execute function refuse_change();
