-- The receiving end of the event path: positions, inbox, parked events, projections and feeds (M15-M18).

-- How far a consumer has come with an aggregate. It moves by compare-and-set in the effect's transaction, for
-- events of every type, handled or not. `blocked`: later events are parked until the reason has gone.
create table consumer_position (
  tenant_id uuid not null,
  consumer text not null,
  aggregate_id text not null,
  version integer not null check (version >= 0),
  blocked text check (blocked in ('GAP', 'DEAD_LETTER')),
  event_at timestamptz(3),
  moved_at timestamptz(3) not null,
  primary key (tenant_id, consumer, aggregate_id)
) with (fillfactor = 70);
select pactwork_protect('consumer_position');

-- One row per consumer and handled event, written before its side effect (EVT-03).
create table inbox (
  tenant_id uuid not null,
  consumer text not null,
  event_id uuid not null,
  event_type text not null,
  source text not null,
  schema_version integer not null,
  aggregate_id text not null,
  aggregate_version integer not null,
  payload_hash text not null,
  status text not null check (status in ('RECEIVED', 'PROCESSED', 'NOT_RUN', 'PARKED', 'SKIPPED')),
  error_code text,
  retry_count integer not null,
  received_at timestamptz(3) not null,
  settled_at timestamptz(3),
  primary key (tenant_id, consumer, event_id)
) with (fillfactor = 70);
select pactwork_protect('inbox');

-- What a consumer could not take yet. DEAD: the dead letter itself; BEHIND: later events of its aggregate;
-- EARLY: events that came before their predecessors (EVT-21).
create table parked_event (
  tenant_id uuid not null,
  consumer text not null,
  aggregate_id text not null,
  aggregate_version integer not null,
  event_id uuid not null,
  event_type text not null,
  place text not null check (place in ('DEAD', 'BEHIND', 'EARLY')),
  reason text not null,
  detail text not null,
  envelope jsonb not null,
  parked_at timestamptz(3) not null,
  primary key (tenant_id, consumer, aggregate_id, aggregate_version)
);
create index parked_event_by_place on parked_event (tenant_id, place, parked_at);
select pactwork_protect('parked_event');

-- Append-only lists with a position that has no gaps (M18). The head is updated last in its transaction, so
-- positions commit in their order. Another epoch: the list was begun anew.
create table feed_head (
  tenant_id uuid not null,
  feed text not null,
  epoch uuid not null,
  position bigint not null check (position >= 0),
  trimmed_to bigint not null check (trimmed_to >= 0 and trimmed_to <= position),
  primary key (tenant_id, feed)
) with (fillfactor = 50);
select pactwork_protect('feed_head');

create table feed_item (
  tenant_id uuid not null,
  feed text not null,
  position bigint not null check (position > 0),
  source_event_id uuid not null,
  subject text not null,
  customer_id text,
  queue text,
  payload jsonb not null,
  occurred_at timestamptz(3) not null,
  primary key (tenant_id, feed, position),
  constraint uq_feed_item_source unique (tenant_id, feed, source_event_id),
  foreign key (tenant_id, feed) references feed_head (tenant_id, feed)
);
create index feed_item_by_subject on feed_item (tenant_id, feed, subject, position);
create index feed_item_by_customer on feed_item (tenant_id, feed, customer_id, position);
select pactwork_protect('feed_item');

-- Which generation of a read model is live and which is being built. No tenant: a generation holds all tenants'
-- rows, and this table says nothing about any of them.
create table projection_generation (
  projection text not null,
  generation integer not null check (generation > 0),
  version integer not null check (version > 0),
  status text not null check (status in ('BUILDING', 'LIVE', 'RETIRED', 'DROPPED')),
  parked integer not null default 0,
  as_of timestamptz(3),
  lag bigint,
  opened_at timestamptz(3) not null,
  live_at timestamptz(3),
  retired_at timestamptz(3),
  primary key (projection, generation)
);
comment on table projection_generation is 'no tenant: it registers generations of whole read models';
create unique index projection_generation_live on projection_generation (projection) where status = 'LIVE';
create unique index projection_generation_building on projection_generation (projection) where status = 'BUILDING';

-- A new generation: an empty copy of <projection>_base, protected. The very first one is live at once, behind a
-- view named like the projection. Owned by the owner, so that login roles own no table.
create function pactwork_projection_open(projection text, version integer, at timestamptz) returns integer
language plpgsql security definer set search_path from current as $$
declare
  opened integer;
  first boolean;
begin
  if projection !~ '^[a-z][a-z0-9_]{0,40}$' or to_regclass(quote_ident(projection || '_base')) is null then
    raise exception 'The projection % needs a table %_base', projection, projection;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('pactwork-projection/' || current_schema() || '/' || projection, 0));
  select g.generation into opened from projection_generation g
    where g.projection = pactwork_projection_open.projection and g.status = 'BUILDING' and g.version = pactwork_projection_open.version;
  if opened is not null then return opened; end if;

  select coalesce(max(g.generation), 0) + 1, count(*) = 0 into opened, first from projection_generation g
    where g.projection = pactwork_projection_open.projection;
  update projection_generation g set status = 'RETIRED', retired_at = at
    where g.projection = pactwork_projection_open.projection and g.status = 'BUILDING';
  execute format('create table %I (like %I including all)', projection || '_g' || opened, projection || '_base');
  perform pactwork_protect(projection || '_g' || opened);
  insert into projection_generation (projection, generation, version, status, opened_at, live_at)
    values (projection, opened, version, case when first then 'LIVE' else 'BUILDING' end, at, case when first then at end);
  if first then
    execute format('create view %I with (security_invoker = true) as select * from %I', projection, projection || '_g' || opened);
    execute format('grant select on %I to %I', projection, 'pactwork_' || current_schema());
  end if;
  return opened;
end $$;

-- Puts the built generation behind the view, in one transaction: a reader sees the old rows or the new ones.
-- Refused while the new one has more dead letters than the old one.
create function pactwork_projection_swap(projection text, generation integer, at timestamptz) returns boolean
language plpgsql security definer set search_path from current as $$
declare
  before projection_generation;
  built projection_generation;
begin
  perform pg_advisory_xact_lock(hashtextextended('pactwork-projection/' || current_schema() || '/' || projection, 0));
  select * into before from projection_generation g
    where g.projection = pactwork_projection_swap.projection and g.status = 'LIVE';
  select * into built from projection_generation g
    where g.projection = pactwork_projection_swap.projection and g.generation = pactwork_projection_swap.generation;
  if built.status is distinct from 'BUILDING' or built.parked > before.parked then return false; end if;

  update projection_generation g set status = 'RETIRED', retired_at = at
    where g.projection = pactwork_projection_swap.projection and g.status = 'LIVE';
  update projection_generation g set status = 'LIVE', live_at = at
    where g.projection = pactwork_projection_swap.projection and g.generation = pactwork_projection_swap.generation;
  execute format('drop view %I', projection);
  execute format('create view %I with (security_invoker = true) as select * from %I', projection, projection || '_g' || generation);
  execute format('grant select on %I to %I', projection, 'pactwork_' || current_schema());
  return true;
end $$;

-- Drops the tables of generations that were retired before a moment: by then nobody writes to them any more.
create function pactwork_projection_sweep(projection text, before timestamptz) returns void
language plpgsql security definer set search_path from current as $$
declare
  old record;
begin
  for old in
    update projection_generation g set status = 'DROPPED'
      where g.projection = pactwork_projection_sweep.projection and g.status = 'RETIRED' and g.retired_at < before
      returning g.projection || '_g' || g.generation as table_name
  loop
    execute format('drop table %I', old.table_name);
  end loop;
end $$;

revoke execute on function pactwork_projection_open, pactwork_projection_swap, pactwork_projection_sweep from public;
do $$
begin
  execute format('grant execute on function pactwork_projection_open, pactwork_projection_swap, pactwork_projection_sweep to %I',
    'pactwork_' || current_schema());
  execute format('revoke update on feed_item from %I', 'pactwork_' || current_schema());
  execute format('revoke insert, delete on projection_generation from %I', 'pactwork_' || current_schema());
end $$;
