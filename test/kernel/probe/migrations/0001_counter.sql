-- The smallest aggregate there is, to prove what the kernel promises whatever is built on it.
create table counter (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  name text not null,
  total bigint not null check (total >= 0),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
select pactwork_protect('counter');
