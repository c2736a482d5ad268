-- What the feed of worklist changes knows of a work item besides the fact at hand. It moves with the feed's
-- consumer and is never ahead of it, as the work item itself may be.
create table watched_work_item (
  tenant_id uuid not null,
  work_item_id uuid not null,
  about text not null,
  claimed_by text,
  primary key (tenant_id, work_item_id)
) with (fillfactor = 70);
select pactwork_protect('watched_work_item');
