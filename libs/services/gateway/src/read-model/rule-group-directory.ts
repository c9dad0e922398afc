import { ruleGroups } from '@tocsin/contracts/topics/rule-groups';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import { CompactedDirectory } from '@tocsin/ports/compacted-directory';

/**
 * Every tenant's rule groups. A name may be used again after its group was deleted, and versions then begin anew: the
 * later a group was created, the newer it is.
 */
export class RuleGroupDirectory extends CompactedDirectory<RuleGroupDocument> {
  constructor() {
    super(
      ruleGroups,
      ({ name }) => name,
      (group, known) =>
        group.created_at < known.created_at || (group.created_at === known.created_at && group.version < known.version),
    );
  }
}
