-- Mails about a subscription go to whoever its events name.
create index event_by_subscription on inbox.event (account, (event -> 'subscription' ->> 'id'), id desc)
  where (event -> 'subscription' ->> 'id') is not null;

-- What operators were told, so that several workers, and attempts, tell it once. No personal data.
create table inbox.alert (
  key        text primary key,
  kind       text not null,
  title      text not null,
  link       text,
  times      integer not null default 1,    -- how often it was told
  raised_at  timestamptz not null default now(),
  told_at    timestamptz not null default now()
);
