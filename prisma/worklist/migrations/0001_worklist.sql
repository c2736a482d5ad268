-- That a domain object is carried by a process, kept outside the engine (WFL-04).
create table process_correlation (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  process_key text not null,
  domain_type text not null check (domain_type in ('QUOTE', 'ORDER', 'FULFILLMENT_ITEM')),
  domain_id text not null,
  business_key text not null,
  -- The event that asked for the process; it never asks twice.
  cause_id text not null,
  -- Scalars that refer: ids, integers, hashes. Given to the engine at the start and needed to start again.
  variables jsonb not null,
  status text not null
    check (status in ('STARTING', 'STARTED', 'RUNNING', 'SUSPENDED', 'UNKNOWN', 'COMPLETED', 'CANCELLED')),
  process_instance_id text,
  incident_class text
    check (incident_class in ('TECHNICAL_RETRY', 'UNKNOWN_OUTCOME', 'BUSINESS_FALLOUT', 'MODEL_DEFECT')),
  incident_key text,
  incident_step text,
  incident_retried integer,
  incident_since timestamptz(3),
  requested_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  primary key (tenant_id, id),
  constraint uq_process_cause unique (tenant_id, process_key, cause_id),
  check ((incident_class is null) = (incident_key is null))
);
-- One active process per domain object. STARTING and UNKNOWN count: an instance may exist (M24).
create unique index uq_active_workflow_domain
  on process_correlation (tenant_id, domain_type, domain_id, process_key)
  where status in ('STARTING', 'STARTED', 'RUNNING', 'SUSPENDED', 'UNKNOWN');
create index process_correlation_domain on process_correlation (tenant_id, domain_id, process_key);
create index process_correlation_stuck on process_correlation (tenant_id, id) where incident_key is not null;
select pactwork_protect('process_correlation');

-- What a person has to decide or to mend.
create table work_item (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  kind text not null check (kind in ('APPROVAL', 'FALLOUT')),
  state text not null check (state in ('OPEN', 'CLAIMED', 'DONE', 'CANCELLED')),
  queue text not null,
  subject_id text not null,
  about text not null,
  claimed_by text,
  due_at timestamptz(3),
  opened_at timestamptz(3) not null,
  closed_at timestamptz(3),
  primary key (tenant_id, id),
  constraint uq_work_item_subject unique (tenant_id, kind, subject_id),
  check ((state = 'CLAIMED') = (claimed_by is not null) or state in ('DONE', 'CANCELLED')),
  check ((state in ('DONE', 'CANCELLED')) = (closed_at is not null))
);
create index work_item_queue on work_item (tenant_id, queue, id) where state in ('OPEN', 'CLAIMED');
create index work_item_subject on work_item (tenant_id, subject_id);
create index work_item_about on work_item (tenant_id, about);
select pactwork_protect('work_item');
