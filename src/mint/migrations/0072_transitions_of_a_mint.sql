-- What became of one mint, for the evidence of its payment.
create index transition_of_mint on mint.transition (mint_id);
