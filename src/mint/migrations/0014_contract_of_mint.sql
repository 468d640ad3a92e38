-- A mint belongs to one contract, whatever LTZ_ADDRESS is later; null only where nothing was ever signed on its chain.
alter table mint.mint add column contract mint.address;
update mint.mint m set contract = coalesce(
  (select t.contract from mint.mint_tx b join mint.eth_tx t on t.id = b.tx
    where b.mint_id = m.mint_id order by b.n desc limit 1),
  (select t.contract from mint.eth_tx t
    where t.chain_id = m.chain_id and t.contract is not null order by t.id desc limit 1));
drop function if exists mint.request(text, bigint, text, text, text, numeric, text);

-- What nodes refuse of a signer, and the chain's head when they first did.
alter table mint.signer add column refused text, add column refused_since bigint,
  add check ((refused is null) = (refused_since is null));
