-- How many of the times that its severity allows it to stand a case has stood. Cases that are open already are looked
-- at as soon as the scheduler comes to them; later ones say when by themselves.
alter table order_fallout_case add column ageing_mark integer not null default 0 check (ageing_mark >= 0);

alter table order_fallout_case no force row level security;
alter table due_work no force row level security;
insert into due_work (tenant_id, id, kind, key, due_at, payload, correlation_id, trace, created_at)
select tenant_id, gen_random_uuid(), 'order.fallout-ageing', fallout_case_id::text, now(),
  jsonb_build_object('falloutCase', fallout_case_id), fallout_case_id::text, '{}', now()
from order_fallout_case where resolved_at is null;
alter table due_work force row level security;
alter table order_fallout_case force row level security;
