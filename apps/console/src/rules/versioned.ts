import type { UseQueryResult } from '@tanstack/react-query';
import type { Schema } from '@tocsin/client/call';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { useAsked } from '../session/session-context.js';

/** As many versions as anybody looks through. */
const LISTED_MAX = 50;

/** Something that is kept with its versions: a rule, or a rule group. */
export interface Versioned {
  /** Beside that of others that have versions. */
  readonly key: string;
  /** As sentences have it. */
  readonly noun: 'rule' | 'rule group';
  /** Newest first. */
  readonly list: (tocsin: TocsinClient, signal: AbortSignal) => Promise<readonly Schema<'VersionSummary'>[]>;
  readonly read: (tocsin: TocsinClient, version: number, signal: AbortSignal) => Promise<{ readonly document: object }>;
  /** @returns whether it waits for approval */
  readonly restore: (tocsin: TocsinClient, version: number) => Promise<boolean>;
}

/** The versions of a rule, also of one that was deleted. */
export const versionsOfRule = (id: string): Versioned => ({
  key: `rule ${id}`,
  noun: 'rule',
  list: async (tocsin, signal) => (await tocsin.listRuleVersions({ id, limit: LISTED_MAX }, { signal })).data,
  read: async (tocsin, version, signal) => (await tocsin.getRuleVersion({ id, version }, { signal })).data,
  restore: async (tocsin, version) => {
    const { meta } = await tocsin.restoreRule({ id, body: { version } });
    return meta.proposal !== undefined;
  },
});

/** The same of a rule group. */
export const versionsOfGroup = (name: string): Versioned => ({
  key: `group ${name}`,
  noun: 'rule group',
  list: async (tocsin, signal) => (await tocsin.listRuleGroupVersions({ name, limit: LISTED_MAX }, { signal })).data,
  read: async (tocsin, version, signal) => (await tocsin.getRuleGroupVersion({ name, version }, { signal })).data,
  restore: async (tocsin, version) => {
    const { meta } = await tocsin.restoreRuleGroup({ name, body: { version } });
    return meta.proposal !== undefined;
  },
});

/** One version; it never changes. */
export const useVersion = (of: Versioned, version: number): UseQueryResult<{ readonly document: object }> =>
  useAsked(['version', of.key, version], (tocsin, signal) => of.read(tocsin, version, signal), { isPolled: false });
