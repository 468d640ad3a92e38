-- Whose address the contact of an order is, as a digest: what is encrypted cannot be looked for.
alter table ledger."order" add column contact_subject text;
create index order_by_contact on ledger."order" (contact_subject) where contact is not null;
create index order_by_owner on ledger."order" (owner) where contact is not null;

-- Its successor is told whose the contact is.
drop function if exists ledger.register_order(text, text, numeric, text, text, bytea);
