create or replace function ledger.save_payment(p ledger.payment) returns void language plpgsql as $$
begin
  update ledger.payment set value = p.value, asset = p.asset, amount = p.amount, money = p.money,
    generation = p.generation, paid_at = p.paid_at, paid_by = p.paid_by, network = p.network,
    tx_hash = p.tx_hash, block = p.block, has_grants = p.has_grants,
    settlement_word = p.settlement_word, hold_word = p.hold_word, word_at = p.word_at,
    refund_target = p.refund_target, disputes_open = p.disputes_open, disputes_lost = p.disputes_lost,
    paid = p.paid, settled = p.settled, returned = p.returned, held = p.held,
    pending_is_spendable = p.pending_is_spendable, owner = p.owner, owner_rank = p.owner_rank,
    order_reference = p.order_reference, outcome = p.outcome, outcome_at = p.outcome_at,
    outcome_by = p.outcome_by, paid_sequence = p.paid_sequence, postings = p.postings, updated_at = now()
  where id = p.id;
end $$;
