-- A row of `bet` is the bet, its answer and its event; seq is the order of the log.
create table market(
  mkt text primary key, suspended boolean not null,
  p0 int not null, p1 int not null, p2 int not null
);
-- Room for updates that touch no index (HOT).
create table account(acct text primary key, balance bigint not null) with (fillfactor = 50);
create sequence bet_seq cache 50;
create table bet(
  id text primary key, seq bigint not null default nextval('bet_seq'),
  acct text not null, mkt text not null, sel smallint not null,
  stake bigint not null, odds int not null,
  code smallint not null, bal bigint not null, ts bigint not null
);

-- code: 0 accepted, 1 suspended, 2 odds, 3 funds. The update takes the account's row lock and debits in one statement;
-- a repeat that slipped into it is given back in the same transaction.
create function place_bet(
  _id text, _acct text, _mkt text, _sel int, _stake bigint, _odds int, _ts bigint,
  out code int, out dup boolean, out bal bigint
) language plpgsql as $$
declare
  m market;
  p int;
begin
  dup := false;
  bal := 0;
  select * into m from market where mkt = _mkt;
  p := case _sel when 0 then m.p0 when 1 then m.p1 else m.p2 end;
  if m.suspended then
    code := 1;
  elsif p <> _odds then
    code := 2;
  else
    update account set balance = balance - _stake
      where acct = _acct and balance >= _stake returning balance into bal;
    if found then
      code := 0;
    else
      code := 3;
      select balance into bal from account where acct = _acct for update;
    end if;
  end if;
  insert into bet(id, acct, mkt, sel, stake, odds, code, bal, ts)
    values (_id, _acct, _mkt, _sel, _stake, _odds, code, bal, _ts) on conflict do nothing;
  if not found then
    if code = 0 then
      update account set balance = balance + _stake where acct = _acct;
    end if;
    dup := true;
    select b.code, b.bal into code, bal from bet b where b.id = _id;
  end if;
end $$;

-- The strongest form: an array of commands in one transaction. Five statements for all, the decisions in a loop.
create function place_bets(
  _id text[], _acct text[], _mkt text[], _sel int[], _stake bigint[], _odds int[], _ts bigint[],
  out codes int[], out dups boolean[], out bals bigint[]
) language plpgsql as $$
declare
  n int := cardinality(_id);
  accts text[]; bal bigint[]; was bigint[];
  ai int[]; base int[]; bcode int[]; bbal bigint[]; firsti int[];
  i int; j int; c int; v bigint; want int := 0; got int;
begin
  -- Locked in the order of accounts, so that two batches cannot wait for each other.
  select array_agg(l.acct), array_agg(l.balance) into accts, bal
    from (select a.acct, a.balance from account a where a.acct = any(_acct)
          order by a.acct for update) l;
  was := bal;
  select array_agg(x.ai order by o), array_agg(x.base order by o), array_agg(x.code order by o),
         array_agg(x.bal order by o), array_agg(x.f order by o)
    into ai, base, bcode, bbal, firsti
    from (select u.o, l.i::int as ai,
            case when m.suspended then 1
                 when case u.sel when 0 then m.p0 when 1 then m.p1 else m.p2 end <> u.odds then 2
                 else 0 end as base,
            b.code::int, b.bal, (min(u.o) over (partition by u.id))::int as f
          from unnest(_id, _acct, _mkt, _sel, _odds)
            with ordinality u(id, acct, mkt, sel, odds, o)
          join unnest(accts) with ordinality l(acct, i) on l.acct = u.acct
          join market m on m.mkt = u.mkt left join bet b on b.id = u.id) x;
  codes := base;
  bals := array_fill(0::bigint, array[n]);
  dups := array_fill(false, array[n]);
  for i in 1..n loop
    if bcode[i] is not null then
      codes[i] := bcode[i]; bals[i] := bbal[i]; dups[i] := true;
      continue;
    end if;
    j := firsti[i];
    if j < i then
      codes[i] := codes[j]; bals[i] := bals[j]; dups[i] := true;
      continue;
    end if;
    want := want + 1;
    if base[i] = 0 then
      c := ai[i];
      v := bal[c];
      if v < _stake[i] then
        codes[i] := 3;
      else
        v := v - _stake[i];
        bal[c] := v;
      end if;
      bals[i] := v;
    end if;
  end loop;
  insert into bet(id, acct, mkt, sel, stake, odds, code, bal, ts)
    select u.id, u.acct, u.mkt, u.sel, u.stake, u.odds, u.code, u.bal, u.ts
    from unnest(_id, _acct, _mkt, _sel, _stake, _odds, codes, bals, _ts, dups)
      u(id, acct, mkt, sel, stake, odds, code, bal, ts, dup)
    where not u.dup
    on conflict do nothing;
  get diagnostics got = row_count;
  if got <> want then
    raise exception 'concurrent duplicate, retry the batch';
  end if;
  update account a set balance = u.bal from unnest(accts, bal, was) u(acct, bal, was)
    where a.acct = u.acct and u.bal <> u.was;
end $$;
