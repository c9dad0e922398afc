import { useSyncExternalStore } from 'react';
import { LOCAL, readZone } from './zone-name.js';

const KEY = 'tocsin.zone';
const listeners = new Set<() => void>();

function listen(listener: () => void): () => void {
  listeners.add(listener);
  // Another tab may choose as well.
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}

/** The zone that times are told in: {@link LOCAL}, or as IANA names it. */
export const useChosenZone = (): string => useSyncExternalStore(listen, () => readZone(localStorage.getItem(KEY)));

/** The same as times take it; undefined for the browser's own. */
export function useZone(): string | undefined {
  const zone = useChosenZone();
  return zone === LOCAL ? undefined : zone;
}

/** Has all times told in another zone. @param zone - {@link LOCAL}, or as IANA names it */
export function chooseZone(zone: string): void {
  localStorage.setItem(KEY, zone);
  for (const listener of listeners) listener();
}
