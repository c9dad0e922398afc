import { createTheme, type CSSVariablesResolver, Drawer, Modal } from '@mantine/core';

/** The head of a dialog is a header element, which would be taken for that of the whole page. */
const ofDialog = { attributes: { header: { role: 'none' } } };

/** Colours whose text has a contrast of at least 4.5 to what it stands on. */
export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 8 },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: { Modal: Modal.extend({ defaultProps: ofDialog }), Drawer: Drawer.extend({ defaultProps: ofDialog }) },
});

/** What the library has too faint. */
export const resolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-7)',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    '--mantine-color-red-outline': 'var(--mantine-color-red-9)',
  },
  dark: {
    '--mantine-color-dimmed': 'var(--mantine-color-dark-0)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-1)',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    '--mantine-color-red-outline': 'var(--mantine-color-red-4)',
  },
});
