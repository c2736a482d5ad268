-- Configurations are judged once and kept for ever (CFG-03): the login role may insert and read them, nothing else.

create table configuration (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null check (version = 1),
  quote_id uuid not null,
  line_id uuid not null,
  customer_id uuid,
  offering_id uuid not null,
  offering_version text not null,
  catalog_version text not null,
  publication_hash text not null,
  constraint_set_hash text not null,
  status text not null check (status in ('VALID', 'INVALID')),
  hash text not null,
  schema_version integer not null,
  quantity integer not null,
  selections jsonb not null,
  violations jsonb not null,
  overrides jsonb not null,
  evaluated_at timestamptz(3) not null,
  primary key (tenant_id, id)
);
create index configuration_by_line on configuration (tenant_id, quote_id, line_id);
select pactwork_protect('configuration');
revoke update, delete on configuration from pactwork_configuration;
