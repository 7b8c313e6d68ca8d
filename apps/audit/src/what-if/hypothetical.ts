import type { BetCommand, LimitPolicyChanged } from '@stakelog/contracts';
import type { Account, MarketTable, PartitionState } from '@stakelog/domain';
import { overlaid, type PolicyFile } from './policy-file';

/**
 * The recorded table with the file's policy laid over each recorded one: everything else is the table itself, at
 * whatever vector it stands.
 */
function hypotheticalTable(table: MarketTable, file: PolicyFile): MarketTable {
  const policies = new Map<number, LimitPolicyChanged>();
  const overlaidPolicies = () => {
    for (const [version, policy] of table.policies)
      if (!policies.has(version)) policies.set(version, overlaid(policy, file));
    return policies;
  };
  const current = () =>
    table.policy === undefined ? undefined : overlaidPolicies().get(table.policy.policyVersion);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a table behind these properties
  return Object.create(table, {
    policy: { get: current },
    policiesInForce: {
      value: (nowMs: number) =>
        table
          .policiesInForce(nowMs)
          .flatMap(({ policyVersion }) => overlaidPolicies().get(policyVersion) ?? []),
    },
  }) as MarketTable;
}

/** The recorded state, decided on under another policy. It reads through to the state and must not be evolved. */
export function hypotheticalState(state: PartitionState, file: PolicyFile): PartitionState {
  const { factors } = file;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a state behind these properties
  return Object.create(state, {
    table: { value: hypotheticalTable(state.table, file) },
    ...(factors === undefined
      ? {}
      : { accounts: { value: new FactoredAccounts(state.accounts, factors) } }),
  }) as PartitionState;
}

/** Accounts with the bettor factors of the file. */
class FactoredAccounts extends Map<string, Account> {
  readonly #recorded: ReadonlyMap<string, Account>;
  readonly #factors: Readonly<Record<string, number>>;

  constructor(recorded: ReadonlyMap<string, Account>, factors: Readonly<Record<string, number>>) {
    super();
    this.#recorded = recorded;
    this.#factors = factors;
  }

  override get(accountId: string): Account | undefined {
    const account = this.#recorded.get(accountId);
    const factorBps = this.#factors[accountId];
    return account === undefined || factorBps === undefined ? account : { ...account, factorBps };
  }
}

/** The command as it would have been, where the file has a price policy of its own. */
export function hypotheticalCommand<Command extends BetCommand>(
  command: Command,
  { priceChange }: PolicyFile,
): Command {
  if (priceChange === undefined || command.type !== 'PlaceBets') return command;
  return { ...command, priceChange };
}
