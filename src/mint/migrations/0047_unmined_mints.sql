-- How long the oldest mint waits to be on chain, at every scrape.
create index mint_unmined on mint.mint (requested_at) where status in ('requested', 'reserved');
