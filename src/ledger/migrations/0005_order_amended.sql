-- An operator named the order of this event: that outranks what sibling events say.
alter table ledger.payment_fact add column order_is_amended boolean not null default false;
