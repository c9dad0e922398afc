/** One of the business examples under `config/examples`. */
export interface ExampleConfiguration {
  /** Its file, without the ending. */
  readonly id: string;
  /** Whom it is for. */
  readonly audience: string;
}

/** Whole examples of what a business watches; each is checked and played by the tests, and may be copied. */
export const ExampleConfigurations: readonly ExampleConfiguration[] = [
  { id: 'online-shop', audience: 'An online shop: what customers do, what they meet, and what lies behind it.' },
  { id: 'payments-api', audience: 'An API for payments: promises to partners, refusals, and the money itself.' },
  {
    id: 'data-pipeline',
    audience: 'A data pipeline: queues, late jobs, backups, and figures that go wrong in silence.',
  },
  {
    id: 'kubernetes-platform',
    audience: 'A platform team: clusters of Kubernetes, their nodes, and what everybody shares.',
  },
];
