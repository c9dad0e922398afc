import { isOperator, may } from '../session/access-token.js';
import { useSessionState } from '../session/session-context.js';
import { type Page, pages } from './pages.js';

/** The pages that whoever is in may use, as far as that can be known here. */
export function useOwnPages(): readonly Page[] {
  const state = useSessionState();
  const holder = state.kind === 'out' ? null : state.holder;
  return pages.filter(({ of }) => of === undefined || (of === 'admin' ? may(holder, 'admin:all') : isOperator(holder)));
}
