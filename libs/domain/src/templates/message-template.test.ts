import type { MessageData } from './message-value.js';
import { expandMessageTemplate, parseMessageTemplate } from './template.js';

const alert = (over: Partial<MessageData['alerts'][number]>): MessageData['alerts'][number] => ({
  status: 'firing',
  labels: { alertname: 'Busy', instance: 'web-1', severity: 'high' },
  annotations: { summary: 'web-1 is busy' },
  startsAt: '2026-01-31T12:00:00.000Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://tocsin/api/rules/r1',
  fingerprint: 'c0ffee',
  alert_id: 'a1',
  rule_id: 'r1',
  severity: 'high',
  value: 95.5,
  ...over,
});
const message: MessageData = {
  version: '4',
  receiver: 'on-call',
  groupKey: '{}:{alertname="Busy"}',
  truncatedAlerts: 0,
  status: 'firing',
  groupLabels: { alertname: 'Busy' },
  commonLabels: { severity: 'high', alertname: 'Busy', zone: 'eu' },
  commonAnnotations: {},
  externalURL: 'http://tocsin',
  alerts: [
    alert({}),
    alert({ status: 'resolved', labels: { alertname: 'Busy', instance: 'web-2' }, endsAt: '2026-01-31T12:05:00.000Z' }),
  ],
};

function expand(text: string): string {
  const outcome = parseMessageTemplate(text);
  if (outcome.kind === 'refused') throw new Error(outcome.error.message);
  const expanded = expandMessageTemplate(outcome.template, message, Date.parse('2026-01-31T12:10:00Z'));
  if (expanded.kind === 'failed') throw new Error(expanded.error.message);
  return expanded.text;
}

describe('the template of a receiver', () => {
  it.each([
    ['{{ .Receiver }} {{ .Status }} {{ .Status | toUpper }} {{ .ExternalURL }}', 'on-call firing FIRING http://tocsin'],
    ['{{ len .Alerts }} {{ len .Alerts.Firing }} {{ .Alerts.Resolved | len }}', '2 1 1'],
    ['{{ range .Alerts.Firing }}{{ .Labels.instance }} {{ .Annotations.summary }}{{ end }}', 'web-1 web-1 is busy'],
    [
      '{{ range .Alerts }}[{{ .Status }} {{ .Fingerprint }} {{ .RuleID }} {{ .AlertID }}]{{ end }}',
      '[firing c0ffee r1 a1][resolved c0ffee r1 a1]',
    ],
    ['{{ (index .Alerts 0).Value }} {{ (index .Alerts 0).Severity | title }}', '95.5 High'],
    [
      '{{ range .CommonLabels.SortedPairs }}{{ .Name }}={{ .Value }};{{ end }}',
      'alertname=Busy;severity=high;zone=eu;',
    ],
    [
      '{{ .CommonLabels.Names | join "," }} {{ .CommonLabels.Values | join "," }}',
      'alertname,severity,zone Busy,high,eu',
    ],
    ['{{ (.CommonLabels.Remove .GroupLabels.Names).Values | join " " }}', 'high eu'],
    ['{{ with .CommonLabels.Remove (stringSlice "severity" "zone") }}{{ .Names }}{{ end }}', '[alertname]'],
    ['{{ .CommonLabels.SortedPairs.Names | join "|" }}', 'alertname|severity|zone'],
    ['{{ if .CommonAnnotations.nope }}a{{ else }}b{{ end }}{{ .CommonAnnotations.nope }}', 'b'],
    [
      '{{ (index .Alerts 0).StartsAt.Format "15:04" }} {{ (index .Alerts 1).EndsAt.Sub (index .Alerts 1).StartsAt }}',
      '12:00 5m0s',
    ],
    ['{{ since (index .Alerts 0).StartsAt }}', '10m0s'],
    [
      '{{ reReplaceAll "w(.)b" "$1" (index .Alerts 0).Labels.instance }} {{ match "^Bu" .GroupLabels.alertname }}',
      'e-1 true',
    ],
    [
      '{{ define "one" }}<{{ .Labels.instance }}>{{ end }}{{ range .Alerts }}{{ template "one" . }}{{ end }}',
      '<web-1><web-2>',
    ],
    ['{{ "  a " | trimSpace }}{{ .TruncatedAlerts }}{{ slice .Alerts 1 | len }}', 'a01'],
    ['{{ .GroupLabels }} {{ .GroupLabels.SortedPairs }}', 'map[alertname:Busy] [{alertname Busy}]'],
  ])('%s', (text, expected) => expect(expand(text)).toBe(expected));

  it.each([
    ['{{ $labels.x }}', 1],
    ['first line\n{{ query "up" }}', 2],
    ['{{ if }}', 1],
    ['\n\n{{ .Alerts.Firing', 3],
    ['{{ nosuch }}', 1],
    ['{{ join "a" }}{{ range }}{{ end }}', 1],
  ])('%j is refused with its line', (text, line) => {
    expect(parseMessageTemplate(text)).toMatchObject({ kind: 'refused', error: { line } });
  });

  it.each([
    '{{ .Nope }}',
    '{{ .Alerts.Nope }}',
    '{{ join "a" .Alerts }}',
    '{{ .CommonLabels.Remove "a" }}',
    '{{ (index .Alerts 9).Status }}',
  ])('%s fails when it is expanded', (text) => expect(() => expand(text)).toThrow());
});

const long = 'x'.repeat(40_000);
const loops = (body: string): string => `{{ range 1000000000 }}${body}{{ end }}`;
const names = [
  'constructor',
  '__proto__',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  'fields',
  'kind',
  'entries',
];
const globals = [
  'process',
  'global',
  'globalThis',
  'require',
  'import',
  'eval',
  'Function',
  'module',
  'Buffer',
  'fetch',
  'this',
  'window',
  'call',
  'env',
  'readFile',
  'include',
  'file',
  'secret',
  'html.template',
  'sys',
];
const places = [
  '.',
  '.Alerts',
  '.CommonLabels',
  '(index .Alerts 0)',
  '(index .Alerts 0).StartsAt',
  '.CommonLabels.SortedPairs',
  '.Status',
];

/** What nobody may get out of a template: `reached` is what it would print if it did. */
const hostile: readonly string[] = [
  ...places.flatMap((place) =>
    names.map((name) => (place === '.' ? `{{ .${name}.call }}` : `{{ ${place}.${name}.call }}`)),
  ),
  ...globals.map((name) => `{{ ${name} }}`),
  ...['{{ .. }}', '{{ .../etc/passwd }}', '{{ template "/etc/passwd" . }}', '{{ template "../../secret" . }}'],
  ...['${process.env}', '<%= process.env %>', '#{7*7}', '{% include "x" %}', '{{{ raw }}}', '{{= 7*7 }}', '{{ 7*7 }}'],
  ...[
    '{{ tmpl "x" . }}',
    '{{ .Receivers }}',
    '{{ .Tenant }}',
    '{{ .Secret }}',
    '{{ .CommonLabels.sealed.x }}',
    '{{ $.Store }}',
  ],
  ...['{{ index .CommonLabels "__proto__" "x" }}', '{{ index .Alerts "constructor" }}', '{{ index . "constructor" }}'],
  loops(''),
  loops('a'),
  loops('{{ range $.Alerts }}{{ .Labels }}{{ end }}'),
  `{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}`,
  `{{ define "a" }}{{ tmpl "a" . }}{{ tmpl "a" . }}{{ end }}{{ template "a" . }}`,
  `{{ $x := "ab" }}{{ range 64 }}{{ $x = print $x $x }}{{ end }}{{ $x }}`,
  `{{ $x := stringSlice "ab" "cd" }}{{ range 100000 }}{{ $y := join "${long}" $x }}{{ end }}`,
  `{{ range 100000 }}{{ $y := $.CommonLabels.SortedPairs }}{{ end }}`,
  `{{ range 100000 }}{{ $y := $.CommonLabels.Remove $.CommonLabels.Names }}{{ end }}`,
  `{{ range 100000 }}{{ $y := $.Alerts.Firing }}{{ end }}`,
  `{{ join "${long}" (stringSlice "a" "b" "c" "d") }}`,
  `{{ printf "%1000000d" 1 }}`,
  `{{ match "((a{100}){100}){100}" "a" }}`,
  `{{ reReplaceAll "(.*)" "$1$1$1$1" "${long}" }}`,
  '('.repeat(10) + '{{ ' + '('.repeat(5_000) + '1' + ')'.repeat(5_000) + ' }}',
];

describe('a hostile template of a receiver', () => {
  it('comes in a hundred forms and more', () => expect(new Set(hostile).size).toBeGreaterThanOrEqual(100));

  it.each(hostile.map((text) => ({ shown: text.slice(0, 60), text })))('$shown reaches nothing', ({ text }) => {
    const outcome = parseMessageTemplate(text);
    if (outcome.kind === 'refused') return expect(outcome.error.line).toBe(1);
    const expanded = expandMessageTemplate(outcome.template, message, 0);
    if (expanded.kind === 'failed')
      return expect(['template_execution', 'template_limit']).toContain(expanded.error.code);
    // What is printed is what was written: text without actions.
    return expect([text, '']).toContain(expanded.text);
  });

  it('leaves no trace on the objects of everybody', () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(Object.keys(Array.prototype)).toEqual([]);
  });
});
