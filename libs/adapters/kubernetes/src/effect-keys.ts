/** What is written on an object in the cluster for each effect on it; read again by who asks whether it has happened. */
export const KEYS_ANNOTATION = 'healing.tocsin.dev/keys';
/**
 * As many of the last keys as an object remembers: ten times the effects that a target may have in an hour at the most
 * liberal budget, and with 64 characters each a fortieth of what annotations may take.
 */
const KEYS_MAX = 60;

interface Annotated {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
}

export function keysOf(object: Annotated, annotation = KEYS_ANNOTATION): readonly string[] {
  const text = object.metadata?.annotations?.[annotation] ?? '';
  return text === '' ? [] : text.split(',');
}

/** The annotation with one key more; the oldest go. */
export function withKey(object: Annotated, key: string, annotation = KEYS_ANNOTATION): Record<string, string> {
  return { [annotation]: [...keysOf(object, annotation), key].slice(-KEYS_MAX).join(',') };
}
