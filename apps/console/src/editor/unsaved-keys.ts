const PREFIX = 'tocsin.unsaved-rule.';

/** Where an unsaved text is kept. @param who - who edits, @param what - which rule; neither sees what belongs to another */
export const unsavedKey = (who: string, what: string): string => `${PREFIX}${JSON.stringify([who, what])}`;

/** Forgets all of it, as when somebody leaves. */
export function forgetUnsaved(storage: Storage): void {
  for (const key of Object.keys(storage)) if (key.startsWith(PREFIX)) storage.removeItem(key);
}
