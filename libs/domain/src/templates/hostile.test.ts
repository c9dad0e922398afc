import { OUTPUT_BYTES_MAX, TEMPLATE_BYTES_MAX } from './limits.js';
import { expandTemplate, parseTemplate } from './template.js';
import type { TemplateContext } from './template-context.js';

// As JSON brings them: `__proto__` is then a key like any other.
const odd = JSON.parse('{"__proto__":"p","constructor":"c","toString":"t","hasOwnProperty":"h"}') as Record<
  string,
  string
>;
const context: TemplateContext = {
  labels: { ...odd, job: 'node', long: 'x'.repeat(60_000), mixed: 'aB <>&" é'.repeat(500), dots: '.:'.repeat(30_000) },
  externalLabels: odd,
  externalUrl: 'http://alerts.example/%zz%/x',
  value: 5e-324,
  nowMs: 0,
  query: (expr) =>
    expr === 'many'
      ? Array.from({ length: 5_000 }, (_, i) => ({ labels: { instance: `host-${(i * 7_919) % 5_000}` }, value: i }))
      : [{ labels: odd, value: 1 }],
};

type Outcome = 'template_syntax' | 'template_execution' | 'template_limit' | { readonly text: string };

function outcomeOf(text: string): Outcome {
  const outcome = parseTemplate(text);
  if (outcome.kind === 'refused') return outcome.error.code as Outcome;
  const expanded = expandTemplate(outcome.template, context);
  return expanded.kind === 'expanded' ? { text: expanded.text } : (expanded.error.code as Outcome);
}

const repeated = (text: string, times: number) => text.repeat(times);
const endless = (body: string) => `{{ range 1000000000 }}${body}{{ end }}`;
const keeping = (call: string) => endless(`{{ $kept := ${call} }}`);

const payloads: Readonly<Record<string, readonly (readonly [string, Outcome])[]>> = {
  'names of prototypes': [
    ['{{ $labels.constructor }}{{ $labels.toString }}{{ $labels.hasOwnProperty }}', { text: 'cth' }],
    ['{{ $labels.__proto__ }}', { text: 'p' }],
    ['{{ $labels.prototype }}{{ $labels.valueOf }}{{ $labels.__defineGetter__ }}', { text: '' }],
    ['{{ index $labels "__proto__" }}{{ index $labels "isPrototypeOf" }}', { text: 'p' }],
    ['{{ $labels.constructor.constructor }}', 'template_execution'],
    ['{{ $labels.__proto__.polluted }}', 'template_execution'],
    ['{{ .constructor }}', 'template_execution'],
    ['{{ .__proto__ }}', 'template_execution'],
    ['{{ .Labels.nope.constructor }}', 'template_execution'],
    ['{{ $value.constructor }}', 'template_execution'],
    ['{{ $value.toFixed }}', 'template_execution'],
    ['{{ (print "a").length }}', 'template_execution'],
    ['{{ (query "x").constructor }}', 'template_execution'],
    ['{{ (query "x").length }}', 'template_execution'],
    ['{{ (query "x" | first).constructor }}', 'template_execution'],
    ['{{ (query "x" | first).fields }}', 'template_execution'],
    ['{{ (query "x" | first).Labels.constructor }}{{ query "x" | first | label "__proto__" }}', { text: 'cp' }],
    ['{{ (args 1).constructor }}{{ (args 1).__proto__ }}', { text: '<no value><no value>' }],
    ['{{ (toTime 1).constructor }}', 'template_execution'],
    ['{{ (toTime 1).Format.call }}', 'template_execution'],
    ['{{ (toDuration 1).__proto__ }}', 'template_execution'],
    ['{{ constructor }}', 'template_syntax'],
    ['{{ __proto__ }}', 'template_syntax'],
    ['{{ toString }}', 'template_syntax'],
    ['{{ $constructor }}', 'template_syntax'],
    ['{{ $__proto__ }}', 'template_syntax'],
    ['{{ $__proto__ := 1 }}{{ $__proto__ }}', { text: '1' }],
    ['{{ define "__proto__" }}a{{ end }}{{ template "__proto__" }}', { text: 'a' }],
    ['{{ template "constructor" }}', 'template_execution'],
    ['{{ tmpl "toString" . }}', 'template_execution'],
    ['{{ reReplaceAll "(?P<__proto__>x)" "[${__proto__}]" "x" }}', { text: '[x]' }],
    ['{{ reReplaceAll "x" "[${constructor}]" "x" }}', { text: '[]' }],
    ['{{ range sortByLabel "constructor" (query "x") }}{{ .Value }}{{ end }}', { text: '1' }],
    ['{{ $externalLabels }}', { text: 'map[__proto__:p constructor:c hasOwnProperty:h toString:t]' }],
    ['{{ call $labels.constructor "return process" }}', 'template_syntax'],
    ['{{ js "</script><script>alert(1)//" }}', { text: '\\u003C/script\\u003E\\u003Cscript\\u003Ealert(1)//' }],
  ],
  loops: [
    [endless(''), 'template_limit'],
    [endless('a'), 'template_limit'],
    [endless(endless('')), 'template_limit'],
    [endless('{{ continue }}'), 'template_limit'],
    [endless('{{ break }}'), { text: '' }],
    [endless('{{ if eq . 5 }}{{ end }}'), 'template_limit'],
    ['{{ range 9223372036854775807 }}{{ end }}', 'template_limit'],
    ['{{ range $k, $v := $labels }}{{ range 1000000 }}{{ end }}{{ end }}', 'template_limit'],
    [`{{ range 100 }}${repeated('{{ print . }}', 2_000)}{{ end }}`, 'template_limit'],
    [`{{ range 400 }}${repeated('x', 1_000)}{{ end }}`, 'template_limit'],
    ['{{ range query "many" }}{{ range query "many" }}{{ end }}{{ end }}', 'template_limit'],
    [keeping('sortByLabel "instance" (query "many")'), 'template_limit'],
  ],
  nesting: [
    [repeated('{{ if true }}', 101) + repeated('{{ end }}', 101), 'template_limit'],
    [repeated('{{ range 2 }}', 100) + repeated('{{ end }}', 100), 'template_limit'],
    [`{{ ${repeated('(', 30_000)}1${repeated(')', 30_000)} }}`, 'template_limit'],
    [repeated('{{ with 1 }}', 4_000), 'template_limit'],
    [`{{ if 0 }}${repeated('{{ else if 0 }}', 4_000)}{{ end }}`, { text: '' }],
    [repeated('(', 65_000), { text: repeated('(', 65_000) }],
    [repeated('{{', 30_000), 'template_syntax'],
    ['{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}', 'template_limit'],
    [
      '{{ define "a" }}{{ template "b" }}{{ end }}{{ define "b" }}{{ template "a" }}{{ end }}{{ template "a" }}',
      'template_limit',
    ],
    ['{{ define "a" }}{{ template "a" }}{{ template "a" }}{{ end }}{{ template "a" }}', 'template_limit'],
    ['{{ define "a" }}{{ tmpl "a" . }}{{ end }}{{ tmpl "a" . }}', 'template_limit'],
    ['{{ block "a" . }}{{ template "a" . }}{{ end }}', 'template_limit'],
    [
      `{{ define "a" }}${repeated('{{ with 1 }}', 90)}{{ template "a" }}${repeated('{{ end }}', 90)}{{ end }}{{ template "a" }}`,
      'template_limit',
    ],
    ['{{ $a := args 1 }}{{ range 1000 }}{{ $a = args $a }}{{ end }}{{ $a }}', 'template_execution'],
  ],
  printf: [
    ['{{ printf "%1000000000d" 1 }}', { text: '%!(NOVERB)%!(EXTRA int=1)' }],
    ['{{ printf "%1000000d" 1 }}', 'template_limit'],
    ['{{ printf "%-1000000s" "a" }}', 'template_limit'],
    ['{{ printf "%.1000000f" 1.0 }}', 'template_limit'],
    ['{{ printf "%.1000000d" 1 }}', 'template_limit'],
    ['{{ printf "%*d" 1000000 1 }}', 'template_limit'],
    ['{{ printf "%*d" 1000000000 1 }}', { text: '%!(BADWIDTH)1' }],
    ['{{ printf "%[1]*[1]d" 999999 }}', 'template_limit'],
    [`{{ printf "${repeated('%60000d', 10)}" 1 1 1 1 1 1 1 1 1 1 }}`, 'template_limit'],
    ['{{ printf "%[999999999999]d" 1 }}', { text: '%!d(BADINDEX)' }],
    [`{{ printf "%${repeated('#', 60_000)}d" 1 }}`, { text: '1' }],
    ['{{ printf $labels.long }}{{ printf (print "%" $labels.long) }}', 'template_limit'],
    [keeping('printf "%.1000g" $value'), 'template_limit'],
    [keeping('printf "%.1000f" 1e308'), 'template_limit'],
    [keeping('printf "%60000s" ""'), 'template_limit'],
    [keeping('printf "%q" $labels.mixed'), 'template_limit'],
  ],
  'regular expressions': [
    ['{{ match "(x+x+)+y" $labels.long }}', { text: 'false' }],
    ['{{ match "(x+x+)+y" (slice $labels.long 0 1000) }}', { text: 'false' }],
    ['{{ match "(a|aa)+$" (slice $labels.long 0 1000) }}', { text: 'false' }],
    ['{{ match "^(([a-z])+.)+[A-Z]([a-z])+$" (slice $labels.long 0 1000) }}', { text: 'false' }],
    ['{{ match "((a{30}){30})" "a" }}', { text: 'false' }],
    ['{{ match "((a{100}){100}){100}" "a" }}', 'template_limit'],
    ['{{ match "(a{100}){11}" "a" }}', 'template_execution'],
    [
      '{{ match "a{1000}b{1000}c{1000}d{1000}e{1000}f{1000}g{1000}h{1000}i{1000}j{1000}k{1000}l{1000}m{1000}" "a" }}',
      'template_limit',
    ],
    ['{{ match "(x?){500}x{500}y" (slice $labels.long 0 5000) }}', 'template_limit'],
    ['{{ reReplaceAll "x*y|x" "-" $labels.long }}', 'template_limit'],
    ['{{ reReplaceAll "x" "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy" $labels.long }}', 'template_limit'],
    ['{{ reReplaceAll "(.*)" "$1$1$1$1" $labels.long }}', 'template_limit'],
    ['{{ reReplaceAll "(?s).*" "$0$0" (slice $labels.long 0 3) }}', { text: 'xxxxxx' }],
    [`{{ match "${repeated('(a*)*', 200)}b" $labels.mixed }}`, 'template_limit'],
    [`{{ match "${repeated('(', 500)}${repeated(')', 500)}" "a" }}`, { text: 'true' }],
    [`{{ match "${repeated('(', 1_025)}" "a" }}`, 'template_execution'],
    [`{{ match "(?i)${repeated('[\\\\x{42}-\\\\x{1F000}]', 40)}" "a" }}`, 'template_limit'],
    [`{{ match "${repeated('\\\\pL', 300)}" "a" }}`, 'template_limit'],
    ['{{ match "\\\\Q[\\\\E((a{30}){30}){2}]" "a" }}', 'template_execution'],
    [keeping('match (print "(a{" . "}b{900})") "a"'), 'template_limit'],
    [keeping('reReplaceAll "[a-z]" "$0$0" $labels.mixed'), 'template_limit'],
    ['{{ match "(?<=a)b" "ab" }}', 'template_execution'],
    ['{{ match "(a)\\\\1" "aa" }}', 'template_execution'],
  ],
  'growing texts': [
    ['{{ $x := "ab" }}{{ range 64 }}{{ $x = print $x $x }}{{ end }}{{ len $x }}', 'template_limit'],
    ['{{ $x := "ab" }}{{ range 64 }}{{ $x = printf "%s%s" $x $x }}{{ end }}', 'template_limit'],
    ['{{ $x := "&" }}{{ range 64 }}{{ $x = html $x }}{{ end }}', { text: '' }],
    ['{{ $x := "&&" }}{{ range 64 }}{{ $x = print (html $x) (html $x) }}{{ end }}', 'template_limit'],
    ['{{ $x := "%" }}{{ range 64 }}{{ $x = urlquery $x $x }}{{ end }}', 'template_limit'],
    ['{{ $x := "\\"" }}{{ range 64 }}{{ $x = printf "%q" $x }}{{ end }}', 'template_limit'],
    ['{{ $x := "a" }}{{ range 64 }}{{ $x = reReplaceAll "a" "aa" $x }}{{ end }}', 'template_limit'],
    ['{{ $x := args 1 }}{{ range 15 }}{{ $x = args $x $x }}{{ end }}{{ $x }}', 'template_limit'],
    ['{{ range 2 }}{{ $labels.long }}{{ end }}', 'template_limit'],
    ['{{ print $labels.long $labels.long }}', 'template_limit'],
    ['{{ print (query "many") }}', 'template_limit'],
    [
      '{{ define "a" }}{{ $labels := . }}{{ range 100 }}{{ $labels }}{{ end }}{{ end }}{{ $x := tmpl "a" $labels.long }}',
      'template_limit',
    ],
    [keeping('title $labels.long'), 'template_limit'],
    [keeping('len $labels.long'), 'template_limit'],
    [keeping('stripDomain $labels.dots'), 'template_limit'],
    [keeping('(toTime 1e9).Format $labels.dots'), 'template_limit'],
    [endless('{{ $x := query "x" }}'), 'template_limit'],
    ['{{ humanizeTimestamp 1e300 }}', 'template_execution'],
    ['{{ ((toTime 9e9).Add (toDuration 9e9)).Year }}', 'template_execution'],
    ['{{ pathPrefix }}', { text: '/%zz%/x' }],
  ],
};

describe('hostile templates', () => {
  const all = Object.entries(payloads).flatMap(([kind, list]) => list.map((payload) => [kind, ...payload] as const));

  it('are a hundred and more', () => expect(all.length).toBeGreaterThanOrEqual(100));

  it.each(all.map(([kind, text, expected]) => ({ kind, shown: text.slice(0, 80), text, expected })))(
    '$kind: $shown',
    ({ text, expected }) => {
      expect(outcomeOf(text)).toEqual(expected);
    },
  );

  it('end at the same place each time', () => {
    for (const [, text] of all.filter(([, , expected]) => expected === 'template_limit')) {
      const outcome = parseTemplate(text);
      if (outcome.kind === 'refused') continue;
      expect(expandTemplate(outcome.template, context)).toEqual(expandTemplate(outcome.template, context));
    }
  });

  it('leave no trace on the objects of everybody', () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('limits', () => {
  const expandWith = (text: string, limits: NonNullable<TemplateContext['limits']>) => {
    const outcome = parseTemplate(text);
    return outcome.kind === 'parsed' ? expandTemplate(outcome.template, { ...context, limits }) : outcome;
  };

  it.each([
    ['{{ range 100 }}{{ end }}', { steps: 50 }, 'too many steps: 51 where 50 is the limit'],
    ['{{ "é" }}{{ "é" }}', { outputBytes: 3 }, 'too long a text in bytes: 4 where 3 is the limit'],
    ['{{ query "x" | len }}{{ query "x" | len }}', { queries: 1 }, 'too many queries: 2 where 1 is the limit'],
    ['{{ if 1 }}{{ if 1 }}{{ end }}{{ end }}', { depth: 2 }, 'nested too deep: 3 where 2 is the limit'],
  ])('%s with %j', (text, limits, message) => {
    expect(expandWith(text, limits)).toMatchObject({ kind: 'failed', error: { code: 'template_limit' } });
    expect(JSON.stringify(expandWith(text, limits))).toContain(message);
  });

  it('a template may be as long as its limit, and its output too', () => {
    expect(outcomeOf(repeated('x', TEMPLATE_BYTES_MAX))).toEqual({ text: repeated('x', OUTPUT_BYTES_MAX) });
    expect(parseTemplate(repeated('é', TEMPLATE_BYTES_MAX / 2))).toMatchObject({ kind: 'parsed' });
    expect(parseTemplate(repeated('é', TEMPLATE_BYTES_MAX / 2 + 1))).toMatchObject({
      kind: 'refused',
      error: {
        code: 'template_limit',
        message: 'too long a template: 65538 bytes where 65536 is the limit; shorten it',
      },
    });
  });
});
