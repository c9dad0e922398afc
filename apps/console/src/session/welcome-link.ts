/** The page that a link leads to which lets somebody in. */
const WELCOME_PATH = '/welcome';

/** What a link holds that lets somebody in; null for any other address. */
export function secretOf({ pathname, hash }: { readonly pathname: string; readonly hash: string }): string | null {
  const secret = hash.replace(/^#/, '');
  return pathname === WELCOME_PATH && secret !== '' ? secret : null;
}
