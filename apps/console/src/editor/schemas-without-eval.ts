import { config } from 'zod';

// The page's policy lets no text become code, which schemas try for speed, and the browser would complain of each time.
// This is to be loaded before any schema is made.
config({ jitless: true });
