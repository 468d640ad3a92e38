-- Closed ones too, for the evidence of the payment.
create index payment_problem_payment on ledger.payment_problem (payment);
