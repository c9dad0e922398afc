import { number } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';

const group = 'certificate';

/** Certificates, as a probe meets them, as cert-manager keeps them, and as files hold them. */
export const certificateTemplates: readonly RuleTemplate[] = [
  template({
    id: 'certificate-expires',
    title: 'A certificate expires soon',
    group,
    severity: 'HIGH',
    category: 'security',
    meaning:
      'The certificate that an address shows ends within days. Afterwards browsers and programs refuse to talk to it, all at the same minute.',
    parameters: {
      days: number({ default: 14, min: 1, max: 365, unit: 'days', what: 'How long it must be good for.' }),
    },
    for: '1h',
    only: ['job', 'instance'],
    rule: { measure: '(probe_ssl_earliest_cert_expiry - time()) / 86400', operator: '<', limit: 'days' },
    summary: 'The certificate of {{ $labels.instance }} is good for {{ $value | humanize }} more days',
    runbook: {
      check: [
        'openssl s_client -connect … -servername …: which certificate of the chain ends, its own or one above it?',
        'Who renews it: ACME, cert-manager, a person? What did the last try say?',
        'Is it renewed already and only not loaded?',
      ],
      act: [
        'Renew it, and reload the server; many read it at their start only.',
        'ACME that fails: look at the challenge, at DNS, and at limits of the authority.',
        'By hand: note who does it next year, or automate it now.',
      ],
      falseAlarm:
        'Authorities with certificates of a few days renew them late by design. Lower the number of days below half of their life.',
    },
    fires: {
      every: '5m',
      series: { 'probe_ssl_earliest_cert_expiry{job="blackbox",instance="https://shop.example"}': '500000x30' },
      at: '1h30m',
      alerts: ['{instance="https://shop.example"}'],
    },
    quiet: {
      every: '5m',
      series: { 'probe_ssl_earliest_cert_expiry{job="blackbox",instance="https://shop.example"}': '5000000x30' },
      at: '2h',
      alerts: [],
    },
  }),
  template({
    id: 'certificate-not-ready',
    title: 'cert-manager cannot make a certificate ready',
    group,
    severity: 'MEDIUM',
    category: 'security',
    meaning:
      'A certificate of cert-manager is not ready: it could not be issued or renewed. A new host does not work yet, or an old one will stop working.',
    parameters: {},
    for: '30m',
    only: ['exported_namespace', 'name'],
    rule: { measure: 'certmanager_certificate_ready_status{condition="False"}', operator: '==', limit: 1 },
    summary: 'The certificate {{ $labels.name }} is not ready',
    runbook: {
      check: [
        'kubectl describe certificate, then its CertificateRequest, Order and Challenge: the last of them names the reason.',
        'HTTP challenge: is the path reached from outside? DNS challenge: may it write the record?',
        'Has the issuer itself an error?',
      ],
      act: [
        'Mend what the challenge names; it is tried again by itself.',
        'Over the limit of the authority: wait, and stop whatever asks again and again.',
        'A name that is wrong: mend the ingress.',
      ],
      falseAlarm: 'Certificates of preview environments whose name is gone stay behind. Delete them.',
    },
    fires: {
      series: {
        'certmanager_certificate_ready_status{exported_namespace="shop",name="web",condition="False"}': '1x40',
      },
      at: '35m',
      alerts: ['{name="web"}'],
    },
    quiet: {
      series: {
        'certmanager_certificate_ready_status{exported_namespace="shop",name="web",condition="False"}': '1x5 0x35',
        'certmanager_certificate_ready_status{exported_namespace="shop",name="web",condition="True"}': '0x5 1x35',
      },
      at: '40m',
      alerts: [],
    },
  }),
  template({
    id: 'certificate-renewal-late',
    title: 'A certificate should have been renewed',
    group,
    severity: 'MEDIUM',
    category: 'security',
    meaning:
      'cert-manager should have renewed a certificate by now and has not. It is good still; there is time to find out why.',
    parameters: {
      hours: number({ default: 12, min: 1, max: 720, unit: 'hours', what: 'How late the renewal may be.' }),
    },
    for: '30m',
    only: ['exported_namespace', 'name'],
    rule: {
      measure: '(time() - certmanager_certificate_renewal_timestamp_seconds) / 3600',
      operator: '>',
      limit: 'hours',
    },
    summary: 'The renewal of {{ $labels.name }} is {{ $value | humanize }} hours late',
    runbook: {
      check: [
        'kubectl describe certificate: what did the last try say?',
        'Do others of the same issuer renew well?',
        'Does cert-manager run at all, and is it not throttled?',
      ],
      act: ['Mend the challenge or the issuer.', 'cmctl renew tries again at once.'],
      falseAlarm: 'A certificate that nobody uses any more: delete it.',
    },
    fires: {
      every: '5m',
      series: {
        'certmanager_certificate_renewal_timestamp_seconds{exported_namespace="shop",name="web"}': '-80000x30',
      },
      at: '1h',
      alerts: ['{name="web"}'],
    },
    quiet: {
      every: '5m',
      series: {
        'certmanager_certificate_renewal_timestamp_seconds{exported_namespace="shop",name="web"}': '900000x30',
      },
      at: '2h',
      alerts: [],
    },
  }),
];
