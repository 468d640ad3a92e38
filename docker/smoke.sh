#!/bin/sh
# Against a running `docker compose up`: one webhook, sent twice, becomes one balance. Needs STRIPE_WEBHOOK_SECRET and
# OPERATOR_API_KEY in the environment that compose was started with.
set -eu

quittance() { docker compose exec -T api node dist/cli/quittance.js "$@" --url http://127.0.0.1:3000; }
balance() { quittance balances user:smoke --json | tr -d ' \n'; }
send() { quittance send stripe checkout.session.completed --user smoke --event-id evt_smoke --payment pi_smoke; }

send
tries=0
until balance | grep -q '"available":"[1-9]'; do
  tries=$((tries + 1))
  [ "$tries" -lt 30 ] || { echo "no balance after 30 s"; exit 1; }
  sleep 1
done
once=$(balance)
send
sleep 3
[ "$(balance)" = "$once" ] || { echo "the duplicate changed the balance"; exit 1; }
echo "one webhook, one balance: $once"
