/** Which of the allowed values a parameter of the page's address has; null for none, or one that is not allowed. */
export function facetOf<Value extends string>(
  parameters: URLSearchParams,
  name: string,
  allowed: readonly Value[],
): Value | null {
  const given = parameters.get(name);
  return allowed.find((value) => value === given) ?? null;
}

/** The parameters with one changed, on the first page: a place in a list belongs to what was asked for. */
export function withFacet(parameters: URLSearchParams, name: string, value: string | null): URLSearchParams {
  const changed = new URLSearchParams(parameters);
  changed.delete('cursor');
  if (value === null || value === '') changed.delete(name);
  else changed.set(name, value);
  return changed;
}

/** The parameters on another page. @param cursor - null for the first one */
export function onPage(parameters: URLSearchParams, cursor: string | null): URLSearchParams {
  const changed = withFacet(parameters, 'cursor', null);
  if (cursor !== null) changed.set('cursor', cursor);
  return changed;
}
