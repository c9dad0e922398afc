import { Anchor, AppShell, Burger, Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure, useNetwork } from '@mantine/hooks';
import type { ReactElement, ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { Name } from '../parts/name.js';
import { wallClockText } from '../parts/relative-time.js';
import { useZone } from '../parts/zone.js';
import { useConnection, useSessionState } from '../session/session-context.js';
import { endVisit, signOff } from '../session/sign-in.js';
import { KillSwitch } from './kill-switch.js';
import { type Liveness, useLive } from './live.js';
import { Navigation } from './navigation.js';
import { NoNetwork } from './no-network.js';
import { Palette } from './palette.js';
import classes from './shell.module.css';
import { ThemeSwitch } from './theme-switch.js';
import { ZoneSwitch } from './zone-switch.js';

/** What every page has around it. */
export function Shell({ children }: { readonly children: ReactNode }): ReactElement {
  const { online } = useNetwork();
  const liveness = useLive(online);
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
      <AppShell.Header px={{ base: 'xs', sm: 'md' }}>
        <Group h="100%" justify="space-between" gap="xs">
          <Group gap="xs">
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Pages" />
            <Text fw={700}>Tocsin</Text>
            <Text size="sm" c="dimmed" role="status">
              <Heard isOnline={online} liveness={liveness} />
            </Text>
          </Group>
          <Holder />
          <Group gap={6} className={classes['actions']}>
            <KillSwitch />
            <ThemeSwitch />
            <SignOut />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Pages" className={classes['navbar']}>
        <div className={classes['pages']}>
          <Navigation onGo={close} />
        </div>
        <Stack mt="xs" gap="xs">
          <Palette />
          <ZoneSwitch />
          {/* Another site of the same gateway, which this one's router does not know. */}
          <Anchor href="/docs" size="sm" px="sm">
            Docs
          </Anchor>
        </Stack>
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1}>
        {!online && <NoNetwork />}
        {children}
      </AppShell.Main>
    </AppShell>
  );
}

/** How what is shown comes to be as it is. */
function Heard({
  isOnline,
  liveness: { isLive, silentSince },
}: {
  readonly isOnline: boolean;
  readonly liveness: Liveness;
}): string {
  const zone = useZone();
  if (!isOnline) return 'no network';
  if (isLive) return 'live';
  return silentSince === null ? 'updated each minute' : `no word since ${wallClockText(silentSince, zone)}`;
}

/** Who is in. */
function Holder(): ReactElement | null {
  const state = useSessionState();
  if (state.kind === 'out') return null;
  return (
    <Text size="sm" truncate className={classes['holder']}>
      <Name>{state.name}</Name>
    </Text>
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
