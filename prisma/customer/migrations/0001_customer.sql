-- Customers, their sites and who may act for them (M34). Names and addresses stand in personal_detail alone (M17).

create table customer (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null check (version > 0),
  number text not null,
  segment text not null check (segment in ('ENTERPRISE', 'BUSINESS', 'CONSUMER', 'PUBLIC')),
  status text not null check (status in ('ACTIVE', 'SUSPENDED', 'CLOSED')),
  created_at timestamptz(3) not null,
  primary key (tenant_id, id),
  constraint uq_customer_number unique (tenant_id, number)
);
select pactwork_protect('customer');

create table site (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  verified boolean not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, customer_id) references customer (tenant_id, id)
);
create index site_by_customer on site (tenant_id, customer_id);
select pactwork_protect('site');

create table customer_authority (
  tenant_id uuid not null,
  customer_id uuid not null,
  user_id uuid not null,
  primary key (tenant_id, customer_id, user_id),
  foreign key (tenant_id, customer_id) references customer (tenant_id, id)
);
create index customer_authority_by_user on customer_authority (tenant_id, user_id);
select pactwork_protect('customer_authority');

-- The one erasable table: deleting a row forgets the name or the address and breaks nothing else.
create table personal_detail (
  tenant_id uuid not null,
  subject_id uuid not null,
  customer_id uuid not null,
  name text,
  address_line text,
  postal_code text,
  city text,
  country text,
  primary key (tenant_id, subject_id),
  foreign key (tenant_id, customer_id) references customer (tenant_id, id)
);
create index personal_detail_by_name on personal_detail (tenant_id, name text_pattern_ops) where name is not null;
select pactwork_protect('personal_detail');

-- The last customer number given in a tenant. Gapless is not promised.
create table customer_number (
  tenant_id uuid not null,
  last bigint not null check (last > 0),
  primary key (tenant_id)
);
select pactwork_protect('customer_number');
