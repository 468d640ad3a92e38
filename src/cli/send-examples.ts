/** What people come to try out, one a line; each payment is told by its name in all its events. */
export const SEND_EXAMPLES = `
Examples:
  a card payment, and a refund of part of it
    quittance send stripe checkout.session.completed --payment pi_1 --user 42 --amount 25.00
    quittance send stripe charge.refunded --payment pi_1 --amount 10.00
  a checkout that buys LTZ for a wallet; the same event again mints nothing
    quittance send stripe checkout.session.completed --event-id evt_1 --payment pi_2 --amount 10.00 \\
      --wallet 0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc
  a subscription that lives 20 seconds, and one period more
    quittance send standard subscription.started --subscription sub_1 --user 42 --period 20s
    quittance send standard subscription.renewed --subscription sub_1 --user 42 --period 40s
  crypto money that is pending first
    quittance send llamapay charge:pending --payment lp_1 --user 42
    quittance send llamapay charge:confirmed --payment lp_1 --user 42
  crypto money that is settled by what the chain shows
    quittance send standard payment.pending --payment p_1 --user 42 --amount 5 --currency USDC \\
      --network soneium --tx-hash 0x…`
