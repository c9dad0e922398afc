import { type ApprovalPolicy, NO_APPROVAL } from '@tocsin/domain/rules/approval-policy';
import {
  type GroupProposal,
  type RuleProposal,
  summaryOf,
  type VersionEntry,
} from '@tocsin/domain/rules/version-entry';
import { type RuleHistory, type Versioned, VERSIONS_KEPT_MAX } from './rule-history.js';

/** A {@link RuleHistory} in memory, for tests. */
export class FakeRuleHistory implements RuleHistory {
  #versions = new Map<string, VersionEntry[]>();
  #proposals = new Map<string, RuleProposal | GroupProposal>();
  #policy: ApprovalPolicy = NO_APPROVAL;

  /** The same again, so that a transaction that fails changes nothing. */
  copy(): FakeRuleHistory {
    const copy = new FakeRuleHistory();
    copy.#versions = new Map([...this.#versions].map(([key, entries]) => [key, [...entries]]));
    copy.#proposals = new Map(this.#proposals);
    copy.#policy = this.#policy;
    return copy;
  }

  async lastVersion(of: Versioned): Promise<number> {
    return Math.max(0, ...this.#of(of).map(({ version }) => version));
  }

  async version(of: Versioned, version: number): Promise<never> {
    return (this.#of(of).find((entry) => entry.version === version) ?? null) as never;
  }

  async versions(of: Versioned, before: number | null, limit: number) {
    return this.#of(of)
      .filter(({ version }) => before === null || version < before)
      .sort((a, b) => b.version - a.version)
      .slice(0, limit)
      .map(summaryOf);
  }

  async saveVersion(of: Versioned, entry: VersionEntry): Promise<void> {
    const others = this.#of(of).filter(
      ({ version }) => version !== entry.version && version > entry.version - VERSIONS_KEPT_MAX,
    );
    this.#versions.set(keyOf(of), [...others, entry]);
  }

  async proposal(of: Versioned): Promise<never> {
    return (this.#proposals.get(keyOf(of)) ?? null) as never;
  }

  async saveProposal(of: Versioned, proposal: RuleProposal | GroupProposal): Promise<void> {
    this.#proposals.set(keyOf(of), proposal);
  }

  async deleteProposal(of: Versioned): Promise<void> {
    this.#proposals.delete(keyOf(of));
  }

  async approvalPolicy(): Promise<ApprovalPolicy> {
    return this.#policy;
  }

  async saveApprovalPolicy(policy: ApprovalPolicy): Promise<void> {
    this.#policy = policy;
  }

  #of(of: Versioned): VersionEntry[] {
    return this.#versions.get(keyOf(of)) ?? [];
  }
}

const keyOf = ({ kind, name }: Versioned): string => `${kind}/${name}`;
