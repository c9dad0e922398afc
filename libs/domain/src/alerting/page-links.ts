/**
 * Where people read about a rule, in the console.
 *
 * @param externalUrl - where the gateway is reached, without a slash at the end; empty when that is not known
 * @returns empty when the address of the gateway is
 */
export const linkToRule = (externalUrl: string, ruleId: string): string => linkTo(externalUrl, 'rules', ruleId);

/** Where people read about a run and decide on it; the rest is as for {@link linkToRule}. */
export const linkToRun = (externalUrl: string, runId: string): string => linkTo(externalUrl, 'healing', runId);

const linkTo = (externalUrl: string, page: string, id: string): string =>
  externalUrl === '' ? '' : `${externalUrl}/${page}/${encodeURIComponent(id)}`;
