/** What the gateway writes another value over in each answer; see libs/services/gateway/src/console/console-files.ts. */
const NONCE_PLACEHOLDER = 'nonce-of-this-answer';

/** @type {import('vite').UserConfig} */
export default {
  html: { cspNonce: NONCE_PLACEHOLDER },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The limit that holds is that of what goes over the wire; e2e/src/console.test.ts has it.
    chunkSizeWarningLimit: 1_500,
    rolldownOptions: {
      // Nothing of the console is rendered by a server, so that it does not matter which parts are for the browser alone.
      onLog: (level, log, tell) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : tell(level, log)),
    },
  },
};
