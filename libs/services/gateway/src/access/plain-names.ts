import { isPseudonym } from '@tocsin/domain/access/pseudonym';
import type { AccessStore } from '@tocsin/ports/access-store';

/**
 * Exchanges the names of users and of who has tokens that were written down before there were pseudonyms. Once that is
 * done, it finds nothing more.
 */
export async function exchangePlainNames(
  store: AccessStore,
  tenant: string,
  idOf: (name: string) => Promise<string>,
): Promise<void> {
  const names = await store.inTenant(tenant, async (tx) => {
    const written = [
      ...(await tx.users()).map(({ name }) => name),
      ...(await tx.tokens(0)).map(({ subject }) => subject),
    ];
    return new Set(written.filter((name) => !isPseudonym(name)));
  });
  if (names.size === 0) return;
  const ids = new Map<string, string>();
  for (const name of names) ids.set(name, await idOf(name));
  await store.inTenant(tenant, async (tx) => {
    await tx.alone();
    for (const user of await tx.users()) await tx.saveUser({ ...user, name: ids.get(user.name) ?? user.name });
    for (const token of await tx.tokens(0)) {
      const { subject, issued_by } = token;
      // Services issue tokens, too, and are no persons.
      await tx.saveToken({
        ...token,
        subject: ids.get(subject) ?? subject,
        issued_by: ids.get(issued_by) ?? issued_by,
      });
    }
  });
}
