-- Its successor knows which workflow states the fact.
drop function if exists ledger.state_fact(jsonb, boolean, integer);
