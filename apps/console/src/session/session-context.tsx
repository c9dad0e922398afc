import { keepPreviousData, useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import type { Scope } from '@tocsin/domain/access/permission';
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import { may } from './access-token.js';
import type { SessionKeeper, SessionState } from './session-keeper.js';

/** The way to the platform, and who goes it. */
export interface Connection {
  readonly keeper: SessionKeeper;
  readonly tocsin: TocsinClient;
}

export const ConnectionContext = createContext<Connection | null>(null);

export function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (connection === null) throw new TypeError('there is no connection around this part');
  return connection;
}

export function useSessionState(): SessionState {
  const { keeper } = useConnection();
  return useSyncExternalStore(keeper.listen, keeper.state);
}

/** Whether who is in has a scope, as far as can be known here. */
export function useMay(scope: Scope): boolean {
  const state = useSessionState();
  return state.kind !== 'out' && may(state.holder, scope);
}

/** What does not come by itself is asked for so often: a caller has 1,000 requests an hour. */
export const POLL_MS = 60_000;

/**
 * Asks, and asks again each minute while the page is seen, and when it is told that something has changed.
 *
 * @param key - names what is asked for; the first part is what {@link useRefresh} knows it by
 * @param isPolled - false for what does not change by itself
 * @param keepsFormer - whether what was asked for under another key is shown until the answer is there
 * @param everyMs - where somebody waits for something: how often it is asked for, by what is known; a minute when left out
 */
export function useAsked<Answer>(
  key: readonly [string, ...unknown[]],
  ask: (tocsin: TocsinClient, signal: AbortSignal) => Promise<Answer>,
  {
    isPolled = true,
    keepsFormer = false,
    everyMs = () => POLL_MS,
  }: {
    readonly isPolled?: boolean;
    readonly keepsFormer?: boolean;
    readonly everyMs?: (known: Answer | undefined) => number;
  } = {},
): UseQueryResult<Answer> {
  const { keeper, tocsin } = useConnection();
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => keeper.ask(() => ask(tocsin, signal), signal),
    refetchInterval: isPolled ? ({ state }) => everyMs(state.data) : false,
    ...(keepsFormer ? { placeholderData: keepPreviousData } : {}),
  });
}

/** One of several things that are asked for in the same way. */
export interface Question<Answer> {
  /** As {@link useAsked} takes it. */
  readonly key: readonly [string, ...unknown[]];
  readonly ask: (tocsin: TocsinClient, signal: AbortSignal) => Promise<Answer>;
}

/** Asks for several things, each as {@link useAsked} asks for one; how many they are may change. */
export function useAskedEach<Answer>(questions: readonly Question<Answer>[]): UseQueryResult<Answer>[] {
  const { keeper, tocsin } = useConnection();
  return useQueries({
    queries: questions.map(({ key, ask }) => ({
      queryKey: key,
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => keeper.ask(() => ask(tocsin, signal), signal),
      refetchInterval: POLL_MS,
    })),
  });
}

/** Asks once, when it is called; what was told a short while ago is told again. */
export function useAskedOnce(): <Answer>(question: Question<Answer>) => Promise<Answer> {
  const { keeper, tocsin } = useConnection();
  const queries = useQueryClient();
  return useCallback(
    ({ key, ask }) =>
      queries.fetchQuery({
        queryKey: key,
        queryFn: ({ signal }) => keeper.ask(() => ask(tocsin, signal), signal),
      }),
    [keeper, tocsin, queries],
  );
}

/**
 * Changes something; what is named is asked for anew then.
 *
 * @param onDone - is told, also where the part that asked is gone by then
 */
export function useChange<Given, Answer>(
  change: (tocsin: TocsinClient, given: Given) => Promise<Answer>,
  refreshed: readonly string[],
  onDone?: (given: Given) => void,
): UseMutationResult<Answer, Error, Given> {
  const { keeper, tocsin } = useConnection();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (given: Given) => keeper.ask(() => change(tocsin, given)),
    onSuccess: (_, given) => {
      onDone?.(given);
      return refresh(refreshed);
    },
  });
}

/** Has everything that is shown and could not be had asked for again. */
export function useRetry(): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(
    () => queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' }),
    [queries],
  );
}

/** Has everything asked for anew whose key begins with one of the names. */
export function useRefresh(): (names: readonly string[]) => Promise<void> {
  const queries = useQueryClient();
  return useCallback(
    async (names) => {
      await Promise.all(names.map((name) => queries.invalidateQueries({ queryKey: [name] })));
    },
    [queries],
  );
}
