-- Tenants, users, client applications and the tokens given to them (M34). A tenant's id is derived from its
-- slug, so that a token endpoint finds a tenant without a table that crosses tenants.

create table tenant (
  tenant_id uuid not null,
  version bigint not null check (version > 0),
  slug text not null,
  name text not null,
  time_zone text not null,
  business_date date,
  created_at timestamptz(3) not null,
  primary key (tenant_id)
);
select pactwork_protect('tenant');

create table user_account (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null check (version > 0),
  slug text not null,
  roles text[] not null,
  groups text[] not null,
  created_at timestamptz(3) not null,
  primary key (tenant_id, id),
  constraint uq_user_slug unique (tenant_id, slug),
  foreign key (tenant_id) references tenant (tenant_id)
);
select pactwork_protect('user_account');

-- The one erasable table: deleting a row forgets the name and breaks nothing else (M17).
create table personal_detail (
  tenant_id uuid not null,
  user_id uuid not null,
  display_name text not null,
  primary key (tenant_id, user_id),
  foreign key (tenant_id, user_id) references user_account (tenant_id, id)
);
select pactwork_protect('personal_detail');

-- A program with credentials of its own; it acts as the user that was made for it (SEC-06).
create table client_application (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null check (version > 0),
  slug text not null,
  user_id uuid not null,
  secret_hash text not null,
  primary key (tenant_id, id),
  constraint uq_client_slug unique (tenant_id, slug),
  foreign key (tenant_id, user_id) references user_account (tenant_id, id)
);
select pactwork_protect('client_application');

-- Which tokens were given, and which of them are refused from now on. The token itself is kept nowhere.
create table issued_token (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null check (version > 0),
  user_id uuid not null,
  client_id text not null,
  issued_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references user_account (tenant_id, id)
);
create index issued_token_by_user on issued_token (tenant_id, user_id, expires_at);
create index issued_token_revoked on issued_token (tenant_id, revoked_at) where revoked_at is not null;
select pactwork_protect('issued_token');
