import { createTocsinClient } from '@tocsin/client/tocsin-client';
import { connectionOf } from '../connection/profile.js';
import type { Surroundings } from '../frame/surroundings.js';
import type { Candidate } from './complete.js';

/** Somebody has pressed a key and waits. */
const ANSWER_MS_MAX = 800;
/** Most that are shown: more are no help to anybody. */
const NAMES_MAX = 200;

/**
 * The names of rules or receivers, by the connection that the line so far names; none where the platform does not answer at
 * once.
 */
export async function namesOnPlatform(
  kind: 'rule' | 'receiver',
  current: string,
  before: readonly string[],
  surroundings: Surroundings,
): Promise<readonly Candidate[]> {
  try {
    const { url, token } = await connectionOf({ args: [], options: connectionIn(before), surroundings });
    if (token === null) return [];
    const tocsin = createTocsinClient({ baseUrl: url, token, triesMax: 1, timeoutMs: ANSWER_MS_MAX });
    if (kind === 'receiver')
      return (await tocsin.listReceivers({ limit: NAMES_MAX })).data.map(({ name, type }) => ({
        text: name,
        meaning: type,
      }));
    const q = current === '' ? undefined : current.slice(0, 200);
    const [rules, groups] = await Promise.all([
      tocsin.listRules({ q, sort: 'name', limit: NAMES_MAX }),
      tocsin.listRuleGroups({ q, limit: NAMES_MAX }),
    ]);
    return [
      ...rules.data.map(({ name, severity }) => ({ text: name, meaning: severity })),
      ...groups.data.map(({ name }) => ({ text: name, meaning: 'rule group' })),
    ];
  } catch {
    // Whatever is wrong with the connection, a key that was pressed is no place to say it.
    return [];
  }
}

/** The options of the connection that stand on the line. */
function connectionIn(words: readonly string[]): Record<string, string> {
  const names = { '--url': 'url', '--token-file': 'tokenFile', '--profile': 'profile' } as const;
  return Object.fromEntries(
    Object.entries(names).flatMap(([flag, name]) => {
      const at = words.lastIndexOf(flag);
      const value = at < 0 ? undefined : words[at + 1];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
