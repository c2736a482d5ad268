-- The smallest context with events, effects and a read model, to try what the event path promises.
create table ledger (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  lines bigint not null,
  primary key (tenant_id, id)
);
select pactwork_protect('ledger');

-- What effects left behind; no key forbids a second row, so that a second effect is seen.
create table effect (
  tenant_id uuid not null,
  id uuid not null,
  consumer text not null,
  ledger text not null,
  note text not null,
  primary key (tenant_id, id)
);
select pactwork_protect('effect');

create table ledger_summary_base (
  tenant_id uuid not null,
  ledger text not null,
  lines bigint not null,
  notes text not null,
  primary key (tenant_id, ledger)
);
select pactwork_protect('ledger_summary_base');
select pactwork_projection_open('ledger_summary', 1, now());
