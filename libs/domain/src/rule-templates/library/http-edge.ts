import { number, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';
import { failingShare, secondsTaken } from './http-parameters.js';

const group = 'http';

/** HTTP as it looks from outside: a probe, and the ingress of a cluster. */
export const httpEdgeTemplates: readonly RuleTemplate[] = [
  template({
    id: 'probe-failed',
    title: 'A probe fails',
    group,
    severity: 'CRITICAL',
    category: 'availability',
    meaning:
      'The blackbox exporter, which asks as a user would, gets no good answer from an address. For its users it is down, whatever it says of itself.',
    parameters: {},
    for: '3m',
    only: ['job', 'instance'],
    rule: { measure: 'probe_success', operator: '==', limit: 0 },
    summary: '{{ $labels.instance }} does not answer its probe',
    runbook: {
      check: [
        'Ask for the same address yourself, from another network.',
        "Ask the exporter for this probe with debug=true: it tells at which step it failed (name, connection, TLS, status, the page's text).",
        'See whether other probes of the same exporter fail; then it is the exporter or its network.',
      ],
      act: [
        'Name or TLS: look at the last change of DNS and at the certificate.',
        'A connection refused: start what should listen; a time-out: look at the firewall.',
        'A wrong status or text: see the errors of the service itself.',
      ],
      falseAlarm:
        'A page that was changed on purpose, so that the text which the probe looks for is gone. Mend the probe.',
    },
    fires: {
      series: { 'probe_success{job="blackbox",instance="https://shop.example"}': '1 1 0x10' },
      at: '8m',
      alerts: ['{instance="https://shop.example"}'],
    },
    quiet: {
      series: { 'probe_success{job="blackbox",instance="https://shop.example"}': '1 0 1x10' },
      at: '12m',
      alerts: [],
    },
  }),
  template({
    id: 'probe-slow',
    title: 'A probe takes long',
    group,
    severity: 'LOW',
    category: 'performance',
    meaning:
      'What a user would wait for at an address takes longer than it should, names and TLS included. Matters to the owner of that address, by day.',
    parameters: { threshold: number({ ...secondsTaken, default: 3, what: 'How long a probe may take.' }) },
    for: '10m',
    only: ['job', 'instance'],
    rule: { measure: 'probe_duration_seconds', operator: '>', limit: 'threshold' },
    summary: 'The probe of {{ $labels.instance }} takes {{ $value | humanizeDuration }}',
    runbook: {
      check: [
        'probe_http_duration_seconds tells which phase takes the time: resolve, connect, tls, processing, transfer.',
        'Compare with other addresses that the same exporter probes.',
      ],
      act: [
        'Resolve: look at the name servers that the exporter asks.',
        'Connect or tls: the network, or a load balancer that is full.',
        'Processing: the service itself is slow; see its own latency.',
      ],
      falseAlarm:
        'An exporter on a busy host measures its own waiting. If all its probes are slow at once, look there.',
    },
    fires: {
      series: { 'probe_duration_seconds{job="blackbox",instance="https://shop.example"}': '6x20' },
      at: '15m',
      alerts: ['{instance="https://shop.example"}'],
    },
    quiet: {
      series: { 'probe_duration_seconds{job="blackbox",instance="https://shop.example"}': '0.4x5 6 0.4x14' },
      at: '20m',
      alerts: [],
    },
  }),
  template({
    id: 'ingress-error-ratio',
    title: 'An ingress answers with errors',
    group,
    severity: 'HIGH',
    category: 'application',
    meaning:
      'At the ingress of a cluster, a good part of the requests to one service fail. It counts those, too, that never reached the service, so it sees what the service cannot.',
    parameters: {
      threshold: failingShare,
      window: window('5m'),
    },
    for: '5m',
    only: ['exported_namespace', 'ingress'],
    rule: {
      measure: ({ window }) =>
        `sum by (exported_namespace, ingress) (rate(nginx_ingress_controller_requests{status=~"5.."}[${window}])) / sum by (exported_namespace, ingress) (rate(nginx_ingress_controller_requests[${window}]))`,
      operator: '>',
      limit: 'threshold',
    },
    summary: 'The ingress {{ $labels.ingress }} fails {{ $value | humanizePercentage }} of its requests',
    runbook: {
      check: [
        '502 and 504 come from the way to the service, 503 from a service without pods, 500 from its own code.',
        'kubectl get endpoints of the service: is anything behind it?',
        'Compare with what the service counts itself.',
      ],
      act: [
        '503: bring its pods back; see the runbook of the deployment.',
        '502 while pods are replaced: have them end slowly (preStop), so that none is asked that is gone.',
        '504: the service is slow; see its latency before raising the time-out.',
      ],
      falseAlarm:
        'Clients that hang up early are counted as 499, not here. An ingress that nobody uses shows large shares of nothing: narrow the rule.',
    },
    fires: {
      series: {
        'nginx_ingress_controller_requests{exported_namespace="shop",ingress="web",status="200"}': '0+90x20',
        'nginx_ingress_controller_requests{exported_namespace="shop",ingress="web",status="502"}': '0+10x20',
      },
      at: '15m',
      alerts: ['{ingress="web"}'],
    },
    quiet: {
      series: {
        'nginx_ingress_controller_requests{exported_namespace="shop",ingress="web",status="200"}': '0+900x20',
        'nginx_ingress_controller_requests{exported_namespace="shop",ingress="web",status="499"}': '0+100x20',
      },
      at: '20m',
      alerts: [],
    },
  }),
];
