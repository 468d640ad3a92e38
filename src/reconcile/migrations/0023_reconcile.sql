-- Reports on whether providers, books and chain say the same.
create schema reconcile;

create table reconcile.report (
  id          bigint generated always as identity primary key,
  made_at     timestamptz not null default now(),
  differences integer not null,
  report      jsonb not null             -- `Reconciliation` of src/domain/reconciliation.ts
);
