-- Approval requests, one per revision of a quote, and who may decide up to where.

create table approval_request (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null check (version > 0),
  quote_id uuid not null,
  revision integer not null check (revision > 0),
  price_hash text not null,
  level text not null check (level in ('NONE', 'MANAGER', 'DIRECTOR')),
  candidate_group text,
  state text not null check (state in ('PENDING', 'APPROVED', 'REJECTED', 'INVALIDATED')),
  discount_basis_points integer not null check (discount_basis_points between 0 and 10000),
  contract_value_minor bigint not null check (contract_value_minor >= 0),
  currency text not null,
  reasons jsonb not null,
  requirement jsonb not null,
  requested_by uuid not null,
  requested_at timestamptz(3) not null,
  due_at timestamptz(3),
  -- Null when nobody decided, or the policy did.
  decided_by uuid,
  decided_at timestamptz(3),
  decision_reason text,
  authority jsonb,
  invalidated_because text,
  primary key (tenant_id, id),
  constraint uq_approval_per_revision unique (tenant_id, quote_id, revision),
  -- Four eyes hold whatever the code believes (APR-02).
  constraint four_eyes check (decided_by is null or decided_by <> requested_by),
  constraint decided_with_authority check (state not in ('APPROVED', 'REJECTED') or authority is not null)
);
select pactwork_protect('approval_request');

-- The highest revision of a quote that is known to be void. Whoever records a requirement and whoever learns that
-- a revision is void meet at this row, so that neither misses the other.
create table quote_standing (
  tenant_id uuid not null,
  quote_id uuid not null,
  retired_revision integer not null check (retired_revision >= 0),
  primary key (tenant_id, quote_id)
);
select pactwork_protect('quote_standing');

-- Versions of the authority limits; without a row the standard limits of the code hold.
create table authority_policy (
  tenant_id uuid not null,
  revision integer not null check (revision > 0),
  id uuid not null,
  version text not null,
  published_at timestamptz(3) not null,
  primary key (tenant_id, revision),
  constraint uq_authority_policy_version unique (tenant_id, version)
);
select pactwork_protect('authority_policy');

create table authority_limit (
  tenant_id uuid not null,
  revision integer not null,
  holder text not null check (holder ~ '^(role|group):.+$'),
  level text not null check (level in ('NONE', 'MANAGER', 'DIRECTOR')),
  maximum_discount_basis_points integer not null check (maximum_discount_basis_points between 0 and 10000),
  maximum_contract_value_minor bigint not null check (maximum_contract_value_minor >= 0),
  primary key (tenant_id, revision, holder, level),
  foreign key (tenant_id, revision) references authority_policy (tenant_id, revision)
);
select pactwork_protect('authority_limit');

do $$
begin
  execute format('revoke update, delete on authority_policy, authority_limit from %I', 'pactwork_' || current_schema());
end $$;
