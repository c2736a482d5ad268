-- What the feed of quote changes knows of a quote besides the fact at hand. It moves with the feed's consumer and
-- is never ahead of it, as the quote itself may be.
create table watched_quote (
  tenant_id uuid not null,
  quote_id uuid not null,
  number text not null,
  customer_id uuid not null,
  owner_id uuid not null,
  price_holds boolean not null,
  primary key (tenant_id, quote_id)
) with (fillfactor = 70);
select pactwork_protect('watched_quote');

-- The drafts whose price is looked at when catalog or pricing policy changes.
create index quote_drafts on quote (tenant_id, id) where state = 'DRAFT';
