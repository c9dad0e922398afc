import type { UseQueryResult } from '@tanstack/react-query';
import type { RuleStandings } from '../rules/asked-rules.js';
import { useAsked } from '../session/session-context.js';

/** A group that was changed last may fill as many places before the next change is seen. */
const LOOKED_AT_MAX = 100;

/** The rules that were changed last, and how many are healthy of all. */
export const useRulesAtPresent = (): UseQueryResult<RuleStandings> =>
  useAsked(
    ['rules', 'changed'],
    async (tocsin, signal) =>
      (await tocsin.listRuleStandings({ sort: '-updated_at', limit: LOOKED_AT_MAX }, { signal })).data,
  );
