import type { ApprovalPolicy } from '@tocsin/domain/rules/approval-policy';
import type {
  GroupProposal,
  GroupVersion,
  RuleProposal,
  RuleVersion,
  VersionSummary,
} from '@tocsin/domain/rules/version-entry';

/**
 * Most versions that are kept of one rule or group; the oldest give way. Somebody who saves every day has three years.
 */
export const VERSIONS_KEPT_MAX = 1_000;

interface Entries {
  rule: RuleVersion;
  group: GroupVersion;
}
export type VersionedKind = keyof Entries;

interface Proposals {
  rule: RuleProposal;
  group: GroupProposal;
}

/** What keeps versions: a rule by its id, or a group by its name. Versions outlive what was deleted. */
export interface Versioned<Kind extends VersionedKind = VersionedKind> {
  readonly kind: Kind;
  readonly name: string;
}

/** One tenant's versions, proposals and approval policy inside one transaction. */
export interface RuleHistory {
  /** The highest version that was ever given; 0 when there is none. */
  lastVersion(of: Versioned): Promise<number>;
  version<Kind extends VersionedKind>(of: Versioned<Kind>, version: number): Promise<Entries[Kind] | null>;
  /** The newest first. @param before - only lower versions than this */
  versions(of: Versioned, before: number | null, limit: number): Promise<VersionSummary[]>;
  /** Writes a version down, or what was decided about one. */
  saveVersion<Kind extends VersionedKind>(of: Versioned<Kind>, entry: Entries[Kind]): Promise<void>;
  proposal<Kind extends VersionedKind>(of: Versioned<Kind>): Promise<Proposals[Kind] | null>;
  saveProposal<Kind extends VersionedKind>(of: Versioned<Kind>, proposal: Proposals[Kind]): Promise<void>;
  deleteProposal(of: Versioned): Promise<void>;
  approvalPolicy(): Promise<ApprovalPolicy>;
  saveApprovalPolicy(policy: ApprovalPolicy): Promise<void>;
}
