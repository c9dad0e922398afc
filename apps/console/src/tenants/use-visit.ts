import type { UseMutationResult } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { useChange, useConnection, useSessionState } from '../session/session-context.js';

const VISIT_SECONDS = 3_600;
/** What tokens of visits are made for, as the record of the visited tenant has it. */
const UNKNOWN = 'the operator';

/** Comes into another tenant as its admin, for an hour; the way back is in the header of every page. */
export function useVisit(): UseMutationResult<void, Error, string> {
  const { keeper } = useConnection();
  const state = useSessionState();
  const navigate = useNavigate();
  const subject = state.kind === 'out' ? UNKNOWN : `${state.name} (operator)`;
  return useChange(async (tocsin, tenant: string) => {
    const body = { subject, tenant_id: tenant, role: 'admin', expires_in_seconds: VISIT_SECONDS } as const;
    const { data } = await tocsin.createToken({ body });
    await navigate('/');
    keeper.visit({ token: data.token, name: `${tenant} (visit)`, renewal: null });
  }, []);
}
