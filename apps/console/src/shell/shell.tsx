import { Anchor, AppShell, Burger, Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure, useNetwork } from '@mantine/hooks';
import type { ReactElement, ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { Name } from '../parts/name.js';
import { useConnection, useSessionState } from '../session/session-context.js';
import { endVisit, signOff } from '../session/sign-in.js';
import { KillSwitch } from './kill-switch.js';
import { useLive } from './live.js';
import { Navigation } from './navigation.js';
import { Palette } from './palette.js';
import { ThemeSwitch } from './theme-switch.js';
import { ZoneSwitch } from './zone-switch.js';

/** What every page has around it. */
export function Shell({ children }: { readonly children: ReactNode }): ReactElement {
  const { online } = useNetwork();
  const isLive = useLive() && online;
  const state = useSessionState();
  // What leads back takes a line of its own where there is little room.
  const isVisiting = state.kind !== 'out' && state.before !== null;
  const [isOpen, { toggle, close }] = useDisclosure(false);
  return (
    <AppShell
      header={{ height: { base: isVisiting ? 136 : 96, sm: 56 } }}
      navbar={{ width: 180, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <Anchor href="#page" className="skip-link">
        To the page
      </Anchor>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" gap="xs">
          <Group gap="xs">
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Pages" />
            <Text fw={700}>Tocsin</Text>
            <Text size="sm" c="dimmed" role="status">
              {isLive ? 'live' : online ? 'updated each minute' : 'no network'}
            </Text>
          </Group>
          <Group gap="xs">
            <KillSwitch />
            <ThemeSwitch />
            <SignOut />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Pages" style={{ overflowY: 'auto' }}>
        <Navigation onGo={close} />
        <Stack mt="md" gap="sm">
          <Palette />
          <ZoneSwitch />
          {/* Another site of the same gateway, which this one's router does not know. */}
          <Anchor href="/docs" size="sm" px="sm">
            Docs
          </Anchor>
        </Stack>
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1}>
        {children}
      </AppShell.Main>
    </AppShell>
  );
}

function SignOut(): ReactElement | null {
  const { keeper } = useConnection();
  const state = useSessionState();
  const navigate = useNavigate();
  if (state.kind === 'out') return null;
  const leave = (): void => {
    const credentials = keeper.signOut();
    // A session that cannot be ended now ends by itself; who leaves is not kept for that.
    if (credentials !== null) signOff(credentials).catch(() => undefined);
  };
  const goBack = (): void => {
    const visit = keeper.goBack();
    void navigate('/');
    // So does a token.
    if (visit !== null) endVisit(visit).catch(() => undefined);
  };
  return (
    <>
      <Text size="sm" maw={160} truncate>
        <Name>{state.name}</Name>
      </Text>
      {state.before !== null && (
        <Button variant="default" size="xs" onClick={goBack}>
          Leave this tenant
        </Button>
      )}
      <Button variant="default" size="xs" onClick={leave}>
        Sign out
      </Button>
    </>
  );
}
