import type { AccessStore } from '@tocsin/ports/access-store';
import { FakeAccessStore } from '@tocsin/ports/access-store.fake';
import type { Clock } from '@tocsin/ports/clock';
import { newDataKey } from '@tocsin/runtime/envelope';
import { KeyRing, localKey } from '@tocsin/runtime/key-encryption';
import { TenantKeys } from '@tocsin/runtime/tenant-keys';
import { Subjects } from './subjects.js';

/** Pseudonyms for tests, in a store that has keys of its own. */
export function subjectsIn(clock: Clock, store: AccessStore = new FakeAccessStore()): Subjects {
  return new Subjects({ store, clock, keys: new TenantKeys(store, new KeyRing([localKey(newDataKey())])) });
}
