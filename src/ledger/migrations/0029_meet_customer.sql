-- Its parameters changed: a subscription meets customers, too.
drop function if exists ledger.meet_customer(ledger.payment, jsonb);
