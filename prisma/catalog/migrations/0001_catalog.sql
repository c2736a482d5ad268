-- A tenant's catalog is a line of immutable publications (CAT-02). Rows of a publication are written once: the
-- login role may insert and read them, nothing else.

create table catalog (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null check (version > 0),
  publication_id uuid not null,
  number integer not null check (number > 0),
  catalog_version text not null,
  publication_hash text not null,
  primary key (tenant_id, id),
  constraint uq_catalog_one_per_tenant unique (tenant_id)
);
select pactwork_protect('catalog');

create table publication (
  tenant_id uuid not null,
  id uuid not null,
  number integer not null check (number > 0),
  catalog_version text not null,
  publication_hash text not null,
  schema_version integer not null,
  effective_from date not null,
  published_at timestamptz(3) not null,
  published_by text not null,
  cause text not null check (cause in ('IMPORT', 'CONFIRMATION')),
  offering_count integer not null,
  sellable_count integer not null,
  -- What the publication was made of; whoever has it can make the publication again.
  source jsonb not null,
  links jsonb not null,
  changes jsonb not null,
  primary key (tenant_id, id),
  constraint uq_publication_number unique (tenant_id, number),
  constraint uq_publication_catalog_version unique (tenant_id, catalog_version)
);
select pactwork_protect('publication');
revoke update, delete on publication from pactwork_catalog;

-- The catalog's row is written before its publication's: both stand when the transaction ends.
alter table catalog add constraint fk_catalog_publication foreign key (tenant_id, publication_id)
  references publication (tenant_id, id) deferrable initially deferred;

-- Prefix search runs on `name_folded` by `^@`, the operator that row-level security lets use an index (M9).
create table published_offering (
  tenant_id uuid not null,
  publication_id uuid not null,
  offering_id uuid not null,
  name_folded text collate "C" not null,
  sellable boolean not null,
  content jsonb not null,
  ids jsonb not null,
  primary key (tenant_id, publication_id, offering_id),
  constraint fk_published_offering_publication foreign key (tenant_id, publication_id)
    references publication (tenant_id, id)
);
create index published_offering_by_name on published_offering (tenant_id, publication_id, name_folded);
create index published_offering_by_offering on published_offering (tenant_id, offering_id);
select pactwork_protect('published_offering');
revoke update, delete on published_offering from pactwork_catalog;

-- Natural key → id, for ever: a thing keeps its id from publication to publication (ADR 0002).
create table catalog_identity (
  tenant_id uuid not null,
  id uuid not null,
  resource_type text not null check (resource_type in
    ('Category', 'ProductSpecification', 'ProductOffering', 'ProductOfferingPrice', 'DecompositionRule')),
  key text not null,
  primary key (tenant_id, id),
  constraint uq_catalog_identity_key unique (tenant_id, resource_type, key)
);
select pactwork_protect('catalog_identity');
revoke update, delete on catalog_identity from pactwork_catalog;

-- A confirmation holds for a link's own id, which is the hash of its ends, its rule and the texts it was read from.
create table link_confirmation (
  tenant_id uuid not null,
  link_id text not null,
  publication_id uuid not null,
  confirmed_at timestamptz(3) not null,
  confirmed_by text not null,
  reason text,
  primary key (tenant_id, link_id),
  constraint fk_link_confirmation_publication foreign key (tenant_id, publication_id)
    references publication (tenant_id, id)
);
select pactwork_protect('link_confirmation');
revoke update, delete on link_confirmation from pactwork_catalog;

create table import_report (
  tenant_id uuid not null,
  id uuid not null,
  publication_id uuid not null,
  outcome text not null check (outcome in ('PUBLISHED', 'UNCHANGED')),
  imported_at timestamptz(3) not null,
  imported_by text not null,
  file_count integer not null,
  findings jsonb not null,
  primary key (tenant_id, id),
  constraint fk_import_report_publication foreign key (tenant_id, publication_id)
    references publication (tenant_id, id)
);
create unique index uq_import_report_published on import_report (tenant_id, publication_id) where outcome = 'PUBLISHED';
select pactwork_protect('import_report');
revoke update, delete on import_report from pactwork_catalog;
