import type { Route } from '../route.js';

/** Where GraphQL shows a route, and by which name. */
export interface GraphqlName {
  operation: 'query' | 'mutation';
  name: string;
}

/**
 * The field of a route, by its operation: what is read is called as what it gives, so `listRules` is the query `rules` and
 * `getRule` is `rule`; whatever else is called as it is, so `explainAlert` is the query and `createRule` the mutation of
 * that name.
 */
export function graphqlNameOf({ method, operation }: Pick<Route, 'method' | 'operation'>): GraphqlName {
  if (method !== 'GET') return { operation: 'mutation', name: operation };
  const name = operation.replace(/^(?:list|get)(?=[A-Z])/, '');
  return { operation: 'query', name: `${name[0]?.toLowerCase() ?? ''}${name.slice(1)}` };
}
