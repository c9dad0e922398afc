import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './console.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { App } from './app.js';
import { forgetUnsaved } from './editor/unsaved-keys.js';
import { nowMs } from './parts/clock.js';
import { clientWith, isRefusal, renewSession } from './session/sign-in.js';
import { ConnectionContext } from './session/session-context.js';
import { SessionKeeper } from './session/session-keeper.js';
import { resolver, theme } from './theme.js';

/** What the page's style elements bear, so that its policy lets them in; see the gateway's console-pages.ts. */
const nonce = document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce ?? '';
setNonce(nonce);

// The client tries again by itself, where that is safe.
const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: false, networkMode: 'always', refetchOnReconnect: true, staleTime: 5_000 },
    mutations: { retry: false, networkMode: 'always' },
  },
});
const keeper = new SessionKeeper({
  storage: sessionStorage,
  now: nowMs,
  renew: renewSession,
  isRefusal,
  onStranger: () => {
    queries.clear();
    forgetUnsaved(sessionStorage);
  },
  onOtherTenant: () => queries.clear(),
});
const connection = { keeper, tocsin: clientWith(() => keeper.token()) };
const root = document.getElementById('console');
if (root === null) throw new TypeError('the page has no place for the console');
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolver}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <Notifications position="bottom-right" />
      <QueryClientProvider client={queries}>
        <ConnectionContext value={connection}>
          <BrowserRouter>
            <App />
          </BrowserRouter>
        </ConnectionContext>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
