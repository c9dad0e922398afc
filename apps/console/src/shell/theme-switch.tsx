import { Button, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import type { ReactElement } from 'react';

/** Changes between dark and light; it begins as the system has it. */
export function ThemeSwitch(): ReactElement {
  const { setColorScheme } = useMantineColorScheme();
  const other = useComputedColorScheme('light') === 'dark' ? 'light' : 'dark';
  return (
    <Button variant="default" size="xs" onClick={() => setColorScheme(other)}>
      {other === 'dark' ? 'Dark' : 'Light'} theme
    </Button>
  );
}
