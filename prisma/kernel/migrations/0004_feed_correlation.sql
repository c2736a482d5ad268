-- Each item of a feed says what caused it. Items of before get it from the journal when their event stands there,
-- else the event's own id.
alter table feed_item add column correlation_id text;
alter table feed_item no force row level security;
alter table outbox_event no force row level security;
update feed_item f set correlation_id = coalesce(
  (select o.payload ->> 'correlationId' from outbox_event o where o.tenant_id = f.tenant_id and o.id = f.source_event_id),
  f.source_event_id::text);
alter table outbox_event force row level security;
alter table feed_item force row level security;
alter table feed_item alter column correlation_id set not null;
