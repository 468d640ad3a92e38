-- Who was asked for a mint, kept before it is: it may have minted it, and nobody else is asked.
alter table ledger.effect add column minter text;
