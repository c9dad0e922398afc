import { alertFunctionNames } from './functions.js';
import { expandTemplate, parseTemplate } from './template.js';
import type { TemplateContext } from './template-context.js';

const context: TemplateContext = {
  labels: { job: 'node' },
  externalLabels: {},
  externalUrl: 'http://alerts.example:9090/pre%20fix/x?a=b',
  value: 0.123456,
  nowMs: 1_353_755_652_000,
  query: () => [
    { labels: { instance: 'b', __value__: 'shown' }, value: 2 },
    { labels: { instance: 'a' }, value: 1 },
  ],
};

function expand(text: string): string {
  const outcome = parseTemplate(text);
  if (outcome.kind === 'refused') throw new Error(outcome.error.message);
  const expanded = expandTemplate(outcome.template, context);
  return expanded.kind === 'expanded' ? expanded.text : `failed: ${expanded.error.message}`;
}

const examples: readonly (readonly [string, string])[] = [
  // Go's own.
  ['{{ and 1 0 2 }}{{ and 1 2 }}{{ and true ($value) }}', '020.123456'],
  ['{{ or 0 "" "x" }}{{ or 0 "" }}{{ 5 | or 0 }}', 'x5'],
  ['{{ or true (index "" 5) }}{{ and false (index "" 5) }}', 'truefalse'],
  ['{{ not "" }}{{ not 1 }}{{ not nil }}{{ not $labels }}', 'truefalsetruefalse'],
  [
    '{{ eq 1 2 3 1 }}{{ eq "a" "b" }}{{ eq nil nil }}{{ eq "a" nil }}{{ eq \'a\' (index "a" 0) }}',
    'truefalsetruefalsetrue',
  ],
  ['{{ ne 1 2 }}{{ ne "a" "a" }}', 'truefalse'],
  ['{{ lt 1 2 }}{{ lt "b" "a" }}{{ le 2 2 }}{{ gt 2.5 1.0 }}{{ ge "a" "b" }}', 'truefalsetruetruefalse'],
  [
    '{{ gt (toDuration "NaN" | print) "" }}',
    'failed: at <toDuration "NaN">: error calling toDuration: value is NaN or Inf',
  ],
  ['{{ len "é" }}{{ len $labels }}{{ len (query "x") }}{{ len "" }}', '2120'],
  ['{{ index "abc" 1 }} {{ index $labels "job" }} {{ (index (query "x") 1).Value }}', '98 node 1'],
  ['{{ slice "abcdef" 1 3 }} {{ slice "abc" 1 }} {{ slice "aé" 1 3 }} {{ len (slice (query "x") 1) }}', 'bc bc é 1'],
  ['{{ print "a" 1 2 "b" 3 nil true }}', 'a1 2b3 <nil> true'],
  ['{{ println "a" 1 "b" }}|', 'a 1 b\n|'],
  ['{{ printf "%s-%05.1f" "a" 2.25 }}', 'a-002.2'],
  [`{{ html "<a b='c'>&\\"" nil }}`, '&lt;a b=&#39;c&#39;&gt;&amp;&#34;&lt;no value&gt;'],
  [`{{ js "it's <b>=\\n é" }}`, String.raw`it\'s \u003Cb\u003E\u003D\u000A é`],
  ['{{ urlquery "a b&c=é/~" }}{{ urlquery 1 2 }}', 'a+b%26c%3D%C3%A9%2F~1+2'],
  // Prometheus's, on samples.
  [
    '{{ query "x" | first | value }}{{ query "x" | first | label "instance" }}{{ query "x" | first | label "no" }}',
    '2b',
  ],
  ['{{ query "x" | first | strvalue }}', 'shown'],
  ['{{ range sortByLabel "instance" (query "x") }}{{ .Labels.instance }}{{ end }}', 'ab'],
  ['{{ args 1 "a" nil }}', 'map[arg0:1 arg1:a arg2:<nil>]'],
  ['{{ define "t" }}[{{ . }}]{{ end }}{{ tmpl "t" 1 }}', '[1]'],
  // On texts.
  ['{{ safeHtml "<b>" }}', '<b>'],
  ['{{ match "a+" "baa" }}{{ match "^a" "b" }}{{ match "(?i)HELLO" "hello" }}', 'truefalsetrue'],
  [`{{ reReplaceAll "(.*):.*" "$1" "db:9100" }}`, 'db'],
  [`{{ reReplaceAll "(?P<user>\\\\w+)@(?P<host>\\\\w+)" "\${host}-$user" "me@home you@work" }}`, 'home-me work-you'],
  ['{{ reReplaceAll "a*" "-" "baac" }} {{ reReplaceAll "" "-" "a😀c" }}', '-b-c- -a-😀-c-'],
  [
    '{{ reReplaceAll "(x)" "$1y" "axb" }}|{{ reReplaceAll "(x)" "${1}y$$$" "axb" }}|{{ reReplaceAll "x" "$2" "axb" }}',
    'ab|axy$$b|ab',
  ],
  ['{{ title "aa bb CC it\'s a_b 1foo foo-bar ß" }}', "Aa Bb CC It's A_b 1Foo Foo-Bar Ss"],
  ['{{ toUpper "straße é" }} {{ toLower "ΑΣ É" }}', 'STRAßE É ασ é'],
  ['{{ stripPort "a.b:80" }} {{ stripPort "[::1]:80" }} {{ stripPort "::1" }} {{ stripPort "a" }}', 'a.b ::1 ::1 a'],
  [
    '{{ stripDomain "a.b.c:80" }} {{ stripDomain "a.b" }} {{ stripDomain "192.0.2.1:80" }} {{ stripDomain "::1" }}',
    'a:80 a 192.0.2.1:80 ::1',
  ],
  ['{{ urlQueryEscape "a b/c" }}', 'a+b%2Fc'],
  ['{{ graphLink "up == 1" }} {{ tableLink "up" }}', '/graph?g0.expr=up+%3D%3D+1&g0.tab=0 /graph?g0.expr=up&g0.tab=1'],
  ['{{ externalURL }} {{ pathPrefix }}', 'http://alerts.example:9090/pre%20fix/x?a=b /pre fix/x'],
  // On numbers and times.
  [
    '{{ humanize 0 }} {{ humanize 1234567.0 }} {{ humanize .12 }} {{ humanize "-1e-7" }} {{ humanize "Inf" }}',
    '0 1.235M 120m -100n +Inf',
  ],
  ['{{ humanize1024 1048576 }} {{ humanize1024 0.5 }} {{ humanize1024 "2000" }}', '1Mi 0.5 1.953ki'],
  [
    '{{ humanizeDuration 90061 }} {{ humanizeDuration 899.99 }} {{ humanizeDuration 1.2345 }} {{ humanizeDuration -.0001 }}',
    '1d 1h 1m 1s 14m 59s 1.234s -100us',
  ],
  ['{{ humanizePercentage $value }} {{ humanizePercentage "1" }}', '12.35% 100%'],
  ['{{ humanizeTimestamp 1435065584.128 }} {{ humanizeTimestamp "NaN" }}', '2015-06-23 13:19:44.128 +0000 UTC NaN'],
  ['{{ now }} {{ (now | toTime).Format "Mon Jan _2 15:04:05 2006" }}', '1.353755652e+09 Sat Nov 24 11:14:12 2012'],
  [
    '{{ (toTime 1e9).Year }} {{ (toTime 1e9).Month }} {{ printf "%d" (toTime 1e9).Month }} {{ (toTime -1.5).UnixMilli }}',
    '2001 September 9 -1500',
  ],
  ['{{ (toTime 5).Format "2006-01-02T15:04:05.000Z07:00 pm MST -0700" }}', '1970-01-01T00:00:05.000Z am UTC +0000'],
  [
    '{{ ((toTime 90).Sub (toTime 0)).Minutes }} {{ (toTime 2).After (toTime 1) }} {{ (toTime 1).Add (toDuration 1) }}',
    '1.5 true 1970-01-01 00:00:02 +0000 UTC',
  ],
  [
    '{{ toDuration 3661.5 }} {{ (toDuration 0.0015).String }} {{ (toDuration 90).Minutes }} {{ (toDuration 90).Round 60000000000 }}',
    '1h1m1.5s 1.5ms 1.5 2m0s',
  ],
  [
    '{{ parseDuration "1h30m" }} {{ parseDuration "-5m" }} {{ parseDuration "1d" | humanizeDuration }}',
    '5400 -300 1d 0h 0m 0s',
  ],
  ['{{ parseDurationTime "1h30m" }} {{ (parseDurationTime "-90s").Minutes }}', '1h30m0s -1.5'],
  ['{{ ("-30m" | parseDuration | toDuration | (now | toTime).Add).UnixMilli }}', '1353753852000'],
];

describe('functions', () => {
  it.each(examples)('%s', (text, expected) => expect(expand(text)).toBe(expected));

  it('every function has an example', () => {
    const words = new Set(examples.flatMap(([text]) => text.match(/\w+/g) ?? []));
    expect([...alertFunctionNames].filter((name) => !words.has(name))).toEqual([]);
  });

  it('does not compare NaN, and like Go takes the opposite of what is not less', () => {
    const template = parseTemplate('{{ lt $value 1.0 }}{{ gt $value 1.0 }}{{ eq $value $value }}');
    if (template.kind === 'refused') throw new Error(template.error.message);
    expect(expandTemplate(template.template, { ...context, value: Number.NaN })).toEqual({
      kind: 'expanded',
      text: 'falsetruefalse',
    });
  });
});
