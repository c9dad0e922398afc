import type { AlertSeverity } from '../rules/alert-rule.js';
import type { Comparison } from '../rules/condition.js';
import type { Concept } from './concept.js';
import { concepts } from './concepts.js';
import { PhraseTable } from './phrase-table.js';
import { type Unit, units } from './unit.js';

/** How many values become one. */
export type Aggregate = 'avg' | 'max' | 'min' | 'sum' | 'count' | { readonly quantile: number };

/** What a phrase does in a sentence. */
export type Meaning =
  | { readonly is: 'comparison'; readonly operator: Comparison }
  /** `over` and its like: a comparison, or the beginning of a window. */
  | { readonly is: 'over'; readonly operator: Comparison | null }
  | {
      readonly is:
        | 'for'
        | 'after'
        | 'every'
        | 'keep'
        | 'recovers'
        | 'by'
        | 'to'
        | 'per'
        | 'each'
        | 'instead'
        | 'also'
        | 'everywhere'
        | 'ought'
        | 'rate-of'
        | 'contains';
    }
  /** What no rule can say, with the reason. */
  | { readonly is: 'beyond'; readonly reason: string }
  | { readonly is: 'not' | 'except' | 'only' | 'all-of' | 'label' | 'name' | 'at-once' | 'set-limit' | 'again' }
  | { readonly is: 'window'; readonly reach: 'last' | 'next'; readonly word: 'over' | 'in' }
  | { readonly is: 'join'; readonly join: 'and' | 'or' | 'unless' | 'then' }
  | { readonly is: 'both'; readonly join: 'and' | 'or' }
  | { readonly is: 'between'; readonly isOutside: boolean }
  | { readonly is: 'change'; readonly direction: 1 | -1 | 0 }
  | { readonly is: 'factor'; readonly percent: number }
  | {
      readonly is:
        | 'absent'
        | 'down'
        | 'none'
        | 'full'
        | 'out'
        | 'outlier'
        | 'anomaly'
        | 'anomaly-of'
        | 'anomaly-score'
        | 'failing'
        | 'same';
    }
  | { readonly is: 'vague'; readonly side: 'high' | 'low' }
  | { readonly is: 'will' | 'forecast' | 'forecast-of' }
  | { readonly is: 'aggregate'; readonly aggregate: Aggregate }
  | { readonly is: 'across' }
  /** `90 % or more`. */
  | { readonly is: 'or-beyond'; readonly operator: '>=' | '<=' }
  | { readonly is: 'in-unit'; readonly unit: Unit }
  /** Implied: somebody is to be paged, which says how severe it is unless another word does. */
  | { readonly is: 'severity'; readonly severity: AlertSeverity; readonly isImplied: boolean }
  | { readonly is: 'receiver' }
  | {
      readonly is: 'schedule';
      readonly days: string | null;
      readonly times: readonly [string, string] | null;
      readonly isOutside: boolean;
    }
  | { readonly is: 'preposition' }
  | { readonly is: 'where' }
  | { readonly is: 'noun'; readonly labels: readonly string[] }
  | { readonly is: 'concept'; readonly concept: Concept }
  | { readonly is: 'command' | 'when' | 'article' | 'filler' | 'any' };

type Entry = readonly [string, Meaning];
const all = (phrases: string, meaning: Meaning): Entry[] => phrases.split(', ').map((phrase) => [phrase, meaning]);
const compare = (phrases: string, operator: Comparison): Entry[] => all(phrases, { is: 'comparison', operator });
const severe = (phrases: string, severity: AlertSeverity): Entry[] => {
  const word = severity.toLowerCase();
  return all(
    `${phrases}, severity ${word}, severity : ${word}, severity = ${word}, severity to ${word}, severity is ${word}, with severity ${word}, of severity ${word}, set severity to ${word}, change severity to ${word}, raise severity to ${word}, lower severity to ${word}`,
    { is: 'severity', severity, isImplied: false },
  );
};
const told = (phrases: string): Entry[] => all(phrases, { is: 'receiver' });
const named = (phrases: string, ...labels: string[]): Entry[] => all(phrases, { is: 'noun', labels });
const schedule = (
  phrases: string,
  days: string | null,
  times: readonly [string, string] | null,
  isOutside = false,
): Entry[] => all(phrases, { is: 'schedule', days, times, isOutside });
const aggregate = (phrases: string, of: Aggregate): Entry[] => all(phrases, { is: 'aggregate', aggregate: of });

const percentiles = [50, 75, 90, 95, 98, 99].flatMap((rank) =>
  aggregate(`p${rank}, ${rank}th percentile, ${rank} th percentile, ${rank} percentile, ${rank}% quantile`, {
    quantile: rank / 100,
  }),
);

/** Verbs in the forms in which rules use them. */
const forms = (verbs: string): string =>
  verbs
    .split(', ')
    .flatMap((verb) => {
      const [first = '', ...rest] = verb.split(' ');
      const tail = rest.length === 0 ? '' : ` ${rest.join(' ')}`;
      const stem = first.endsWith('e') ? first.slice(0, -1) : first;
      const third = /(s|sh|ch|x|z|o)$/.test(first)
        ? `${first}es`
        : first.endsWith('y')
          ? `${first.slice(0, -1)}ies`
          : `${first}s`;
      const doubled = /^(drop|dip|jump)$/.test(first) && first !== 'jump' ? `${first}${first.at(-1)}` : stem;
      return [first, third, `${doubled}ing`, `${doubled}ed`].map((form) => form + tail);
    })
    .join(', ');

const sides = (verbs: string, sidesOf: string): string =>
  forms(verbs)
    .split(', ')
    .flatMap((verb) => sidesOf.split(', ').map((side) => `${verb} ${side}`))
    .join(', ');

const falls = 'drop, fall, lose, decrease, decline, shrink, sink, plummet, plunge, dip, come down, collapse, slump';
const rises = 'rise, increase, grow, jump, climb, spike, surge, go up, soar, gain, leap';

const meanings: readonly Entry[] = [
  ...compare(
    'above, greater than, more than, higher than, larger than, bigger than, beyond, in excess of, >, past, no longer below, longer than, slower than, older than, hotter than, warmer than, busier than',
    '>',
  ),
  ...compare(forms('exceed, surpass, pass, cross, top'), '>'),
  ...compare(
    `${sides(`${rises}, go, move, get, come`, 'above, past, beyond, over')}, exceeded, went above, went over`,
    '>',
  ),
  ...compare(
    'is at least, are at least, at least, no less than, not less than, greater than or equal to, above or equal to, equal to or greater than, more than or equal to, >=, ≥, =>, no lower than, not below',
    '>=',
  ),
  ...compare(`${forms('reach, hit, attain')}, ${sides(`${rises}, get, go`, 'to at least')}`, '>='),
  ...compare(
    'below, less than, lower than, fewer than, smaller than, beneath, <, no longer above, shorter than, faster than, colder than, cooler than',
    '<',
  ),
  ...compare(
    `${sides(`${falls}, go, get, move, come`, 'below, under, beneath')}, fell below, fell under, went below, went under`,
    '<',
  ),
  ...compare(sides(falls, 'to'), '<='),
  ...compare(sides(rises, 'to'), '>='),
  ...compare(
    'is at most, are at most, at most, no more than, not more than, less than or equal to, below or equal to, <=, ≤, up to, no higher than, not above, not exceeding, not over',
    '<=',
  ),
  ...all('or more, or higher, or greater, or above, or over', { is: 'or-beyond', operator: '>=' }),
  ...all('or less, or lower, or fewer, or below, or under', { is: 'or-beyond', operator: '<=' }),
  ...compare('equals, equal to, is equal to, exactly, =, ==, equal', '=='),
  ...compare(
    'not equal to, is not equal to, !=, not equal, does not equal, other than, unequal to, anything but',
    '!=',
  ),
  ...all('over', { is: 'over', operator: '>' }),
  ...all('under', { is: 'over', operator: '<' }),
  ...all('in, within, during, inside of', { is: 'over', operator: null }),
  ...all(
    'over the last, over the past, over the previous, across the last, over a period of, over a window of, averaged over, measured over, over any',
    { is: 'window', reach: 'last', word: 'over' },
  ),
  ...all(
    'in the last, in the past, within the last, within the past, during the last, during the past, for the last, for the past, in the previous',
    { is: 'window', reach: 'last', word: 'in' },
  ),
  ...all('in the next, within the next, over the next, for the next, in less than, in under', {
    is: 'window',
    reach: 'next',
    word: 'in',
  }),
  ...all(
    'for, for more than, for at least, for over, for longer than, for a period of, for a duration of, for about, for the duration of, lasting, lasting more than, sustained for, for up to, continuously for, for a full',
    { is: 'for' },
  ),
  ...all('after', { is: 'after' }),
  ...all('every, checked every, check every, evaluate every, evaluated every', { is: 'every' }),
  ...all(
    'keep firing for, keep firing, keep it firing for, and keep firing for, keep the alert firing for, stay firing for',
    { is: 'keep' },
  ),
  ...all(
    'until it falls below, until it drops below, until it is below, until it goes below, until below, until it rises above, until it is above, until it is back above, until it is back below, until it goes above, recovering below, recover at, and resolve below, resolve below, resolve above, resolve when it falls below, resolve when it drops below, clear below, clear above',
    { is: 'recovers' },
  ),
  ...all('by', { is: 'by' }),
  ...all('per, /, grouped by, broken down by, split by, for each, for every, on each, in each', { is: 'per' }),
  ...all('each', { is: 'each' }),
  ...all('in milliseconds, in ms', { is: 'in-unit', unit: units.milliseconds }),
  ...all('in seconds', { is: 'in-unit', unit: units.seconds }),
  ...all('in minutes', { is: 'in-unit', unit: units.minutes }),
  ...all('in hours', { is: 'in-unit', unit: units.hours }),
  ...all('in bytes', { is: 'in-unit', unit: units.bytes }),
  ...all('in percent, in %', { is: 'in-unit', unit: units.percent }),
  ...all(
    'across all, across, over all, across every, for all together, over every, summed over all, summed across all',
    { is: 'across' },
  ),
  ...all('instead, now, rather, please instead', { is: 'instead' }),
  ...all('also, additionally, also when, also if, also alert when, or also when, also alert if, also fire when', {
    is: 'also',
  }),
  ...all('everywhere, for everything, on all of them, for all of them, without any filter', { is: 'everywhere' }),
  ...all(
    'at once, immediately, right away, without delay, without waiting, fire immediately, fire at once, fire right away, instantly, remove the duration, drop the duration, without the duration, remove the delay, remove the hold',
    { is: 'at-once' },
  ),
  ...all(
    'raise the threshold to, lower the threshold to, change the threshold to, set the threshold to, set it to, change it to, make the threshold, threshold, increase the threshold to, decrease the threshold to, raise it to, lower it to, raise the limit to, lower the limit to, change the limit to, set the limit to, use a threshold of, with a threshold of, make that, make it',
    { is: 'set-limit' },
  ),
  ...all('not', { is: 'not' }),
  ...all('should, must, shall, ought to, has to, have to, needs to, need to', { is: 'ought' }),
  ...all('the rate of, rate of, the rate at which', { is: 'rate-of' }),
  ...all(
    'contain, contains, containing, contained, contain the text, contains the text, containing the text, contain the words, contains the words, mention, mentions, mentioning',
    { is: 'contains' },
  ),
  ...all('of the time, of all time, of the samples, of all samples', {
    is: 'beyond',
    reason: 'It says for what part of a time, which a rule does not know; say "for 5 minutes", or an average',
  }),
  ...all(
    'except, excluding, except for, other than on, but not, outside of, apart from, except on, except in, but not on, but not in, except for the',
    { is: 'except' },
  ),
  ...all('only, just, but only, restrict it to, restrict this to, limit it to, limit this to, narrow it to', {
    is: 'only',
  }),
  ...all(
    'label, labels, with the label, with label, add the label, add label, labelled, labeled, label it, tag it with, tagged, with the tag, with tag, with labels, add a label, set the label, set label',
    { is: 'label' },
  ),
  ...all(
    'call it, name it, named, called, with the name, title it, titled, rename it to, rename it, call the rule, name the rule, rename the rule to',
    { is: 'name' },
  ),
  ...all(
    'and, plus, as well as, while, but only if, but only when, only if, only when, provided that, provided, and only if, and only when, and also, at the same time as, and at the same time, together with, though, although, even though, and when, and if, but, &&, &',
    { is: 'join', join: 'and' },
  ),
  ...all('or, or if, or when, or else, or else if, ||, or whenever', { is: 'join', join: 'or' }),
  ...all(
    'unless, except when, except if, but not when, but not if, and not when, and not if, but not while, except while',
    { is: 'join', join: 'unless' },
  ),
  ...all('followed by, then, and then, and afterwards, and after that', { is: 'join', join: 'then' }),
  ...all('both', { is: 'both', join: 'and' }),
  ...all('either, any one of, one of, any of', { is: 'both', join: 'or' }),
  ...all('of these, of the following', { is: 'all-of' }),
  ...all('between, in the range of, within the range of, in the range', { is: 'between', isOutside: false }),
  ...all(
    'outside, not between, outside of the range, outside the range, outside the range of, not in the range of, outside of the range of',
    { is: 'between', isOutside: true },
  ),
  ...all(`${forms(falls)}, fell, sank, shrank, goes down by, go down by, went down by`, {
    is: 'change',
    direction: -1,
  }),
  ...all(`${forms(rises)}, rose, grew, went up`, { is: 'change', direction: 1 }),
  ...all(`${forms('change, move, vary, deviate, fluctuate')}`, { is: 'change', direction: 0 }),
  ...all(forms('double'), { is: 'factor', percent: 100 }),
  ...all(forms('triple'), { is: 'factor', percent: 200 }),
  ...all(forms('quadruple'), { is: 'factor', percent: 300 }),
  ...all(
    'halves, halve, halved, halving, drops by half, drop by half, falls by half, fall by half, is cut in half, drops to half',
    { is: 'factor', percent: -50 },
  ),
  ...all(
    "stops reporting, stop reporting, stopped reporting, quits reporting, quit reporting, quits sending, quit sending, is missing, are missing, has been missing, have been missing, goes missing, go missing, went missing, is absent, are absent, has been absent, goes silent, go silent, went silent, is silent, has gone silent, stops sending, stops sending data, stop sending data, stop sending, stops sending metrics, stopped sending, stopped sending data, has not reported, have not reported, hasn't reported, haven't reported, does not report, do not report, doesn't report, is not reporting, are not reporting, isn't reporting, has no data, have no data, is not sending data, stops arriving, stop arriving, stops coming, stops coming in, stop coming in, is not received, are not received, is not received any more, is gone, disappears, disappear, vanishes, has not been seen, hasn't been seen, has not been received, has not sent data, has not sent anything, sends no data, send no data, sends nothing, reports nothing, is no longer reporting, no longer reports, missing, absent, silent, stops, stop, goes quiet",
    { is: 'absent' },
  ),
  ...all(
    "no data for, no data from, no data comes from, no data on, no samples from, no samples of, no metrics from, there is no data for, there is no data from, there's no data for, no data arrives from, no data comes in from, we have not received, we haven't received, we have received no, we receive no, nothing comes from, nothing is heard from, nothing is heard of, nothing is received from, no data is received from, no data of, not received",
    { is: 'absent' },
  ),
  ...all(
    "is down, are down, goes down, go down, is unreachable, are unreachable, is not reachable, are not reachable, isn't reachable, is offline, are offline, goes offline, go offline, is unavailable, are unavailable, is not available, becomes unreachable, becomes unavailable, is not up, isn't up, is not running, stops running, does not answer, doesn't answer, do not answer, is not answering, is dead, dies, crashes, fails its scrape, cannot be reached, can't be reached, has been down, has been unreachable, went down, is not responding, does not respond, doesn't respond, stops responding, has failed its probe, has been offline, down, offline, unreachable, goes dark",
    { is: 'down' },
  ),
  ...all(
    'stops getting, stops receiving, stop getting, stop receiving, stopped getting, stopped receiving, gets no, get no, receives no, receive no, has no, have no, sees no, no more, no, there are no, there is no, zero, there were no, there have been no',
    { is: 'none' },
  ),
  ...all('full, is full, be full, fill up, fills up', { is: 'full' }),
  ...all(
    'run out, runs out, be exhausted, run out of space, run out of, runs out of, running out of, is exhausted, be used up',
    { is: 'out' },
  ),
  ...all(
    'is an outlier, are outliers, differs from the others, differ from the others, differs from its peers, differ from their peers, deviates from its peers, deviate from their peers, deviates from the others, is different from its peers, is different from the others, differs from the rest, deviates from the rest, is an outlier in, stands out from its peers, stands out from the others, stands out, differs from all others, differs from other hosts, differs from other instances, is not like the others, unlike the others, unlike its peers, is an outlier among its peers',
    { is: 'outlier' },
  ),
  ...all(
    'behaves unusually, behave unusually, behaves strangely, behave strangely, behaves abnormally, behaves oddly, is unusual, are unusual, is anomalous, are anomalous, is abnormal, are abnormal, looks abnormal, look abnormal, looks unusual, look unusual, looks strange, looks odd, looks anomalous, acts weird, acts weirdly, acts strange, acts strangely, acts up, is strange, is odd, is weird, is behaving unusually, is behaving strangely, is behaving abnormally, is out of the ordinary, deviates from normal, deviates from the usual, is not normal, is not as usual, is not behaving as usual, does not behave as usual, is not behaving normally, behaves weirdly, is acting weird, is acting strangely, shows anomalies, shows an anomaly, has an anomaly, has anomalies, shows unusual behaviour, shows unusual behavior, shows abnormal behaviour',
    { is: 'anomaly' },
  ),
  ...all(
    'unusual, abnormal, anomalous, anomalies in, anomaly in, an anomaly in, anomalies of, on anomalies in, on anomalies of, an anomaly of, strange, anomaly of, there is an anomaly in, unusual behaviour of, unusual behavior of, on unusual',
    { is: 'anomaly-of' },
  ),
  ...all('the anomaly score of, anomaly score of, the anomaly score for, anomaly score for', { is: 'anomaly-score' }),
  ...all('fail, fails, failing, are failing, failed', { is: 'failing' }),
  ...all(
    'too high, high, too many, too much, too slow, slow, too big, too large, too long, elevated, too hot, too busy, excessive',
    { is: 'vague', side: 'high' },
  ),
  ...all('too low, low, low on, running low, runs low, is running low, too few, too little, too small', {
    is: 'vague',
    side: 'low',
  }),
  ...all(
    'will, is going to, are going to, is about to, are about to, is on track to, is likely to, is predicted to, is expected to, are expected to, is projected to',
    { is: 'will' },
  ),
  ...all('is forecast to, are forecast to, is forecasted to, is forecast, forecast to be, is forecast to be', {
    is: 'forecast',
  }),
  ...all('the forecast of, forecast of, the forecast for, forecast for, the predicted, the forecasted', {
    is: 'forecast-of',
  }),
  ...aggregate(
    'average, the average, averaging, avg, mean, the mean, the average of, average of, the mean of, mean of, on average',
    'avg',
  ),
  ...aggregate(
    'maximum, max, highest, peak, the maximum, the max, the highest, the peak, maximum of, max of, largest',
    'max',
  ),
  ...aggregate('minimum, min, lowest, the minimum, the min, the lowest, minimum of, smallest', 'min'),
  ...aggregate(
    'total, sum of, the total, the sum of, sum, combined, total number of, overall, the total number of, the combined, altogether, a total of, in total',
    'sum',
  ),
  ...aggregate('median, the median, median of, the median of', { quantile: 0.5 }),
  ...percentiles,
  ...aggregate('p999, 99.9th percentile', { quantile: 0.999 }),
  ...severe(
    'critical, severity critical, critical severity, critical priority, urgent, with critical severity, as critical, emergency, p1, sev1, highest priority, top priority, priority 1, fatal, severe, highest severity',
    'CRITICAL',
  ),
  ...severe(
    'high severity, severity high, high priority, with high severity, important, major, p2, sev2, priority 2, as high, priority high, error severity',
    'HIGH',
  ),
  ...severe(
    'medium severity, severity medium, medium priority, warning, severity warning, a warning, warn, warn me, warn us, with medium severity, p3, sev3, priority 3, medium, minor warning, send a warning, give a warning, warn me if, warn me when, priority medium, normal priority',
    'MEDIUM',
  ),
  ...severe(
    'low severity, severity low, low priority, with low severity, minor, p4, sev4, priority 4, non-urgent, not urgent, low prio, priority low',
    'LOW',
  ),
  ...severe(
    'info, informational, severity info, info severity, just for information, for information, fyi, p5, sev5, priority 5, notice, for information only, only for information, info level',
    'INFO',
  ),
  ...all(
    'page me, page us, page, page the on-call, page on-call, page the on call, wake me up, wake me, wake us up, wake up the on-call, page somebody, page someone, someone should be paged, somebody should be paged, someone must be paged, page the oncall, page oncall',
    { is: 'severity', severity: 'CRITICAL', isImplied: true },
  ),
  ...told(
    'email me, e-mail me, mail me, email us, send me an email, send an email, send email, by email, via email, slack me, text me, message me, send a message, send me a message, send a slack message, in slack, on slack, via slack, to slack, by slack, send it to, send the alert to, send to, notify the, tell the, notify on, notify in, email the, email to, in teams, via pagerduty, to pagerduty, post to, post it to, post in, telegram me, via telegram, by sms, via webhook, call the webhook',
  ),
  ...schedule(
    'on weekdays, weekdays, on working days, on workdays, during the week, on business days, monday to friday, mondays to fridays, from monday to friday, monday through friday, mon-fri, weekdays only',
    'monday:friday',
    null,
  ),
  ...schedule(
    'on weekends, on the weekend, at weekends, at the weekend, weekends, during weekends, during the weekend',
    'saturday:sunday',
    null,
  ),
  ...schedule(
    'during business hours, in business hours, during office hours, during working hours, during the working day, in office hours, within business hours, during work hours',
    'monday:friday',
    ['09:00', '17:00'],
  ),
  ...schedule(
    'outside business hours, outside office hours, outside of business hours, outside of office hours, outside working hours, out of hours, after hours, outside of working hours',
    'monday:friday',
    ['09:00', '17:00'],
    true,
  ),
  ...schedule('at night, during the night, overnight, by night, nightly', null, ['22:00', '06:00']),
  ...schedule('during the day, by day, in the daytime, during daytime', null, ['06:00', '22:00']),
  ...['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].flatMap((day) =>
    schedule(`on ${day}s, on ${day}, ${day}s, every ${day}`, day, null),
  ),
  ...all('on, of, from, at, to, on the, into, with, among', { is: 'preposition' }),
  ...all('where, having', { is: 'where' }),
  ...named('service, services, app, application, apps, applications, microservice', 'service', 'job', 'app'),
  ...named('job, jobs', 'job'),
  ...named('host, hosts, server, servers, machine, machines, box, boxes', 'host', 'instance', 'node'),
  ...named('instance, instances, target, targets', 'instance', 'host'),
  ...named('node, nodes', 'node', 'instance', 'host'),
  ...named('pod, pods', 'pod'),
  ...named('container, containers', 'container'),
  ...named('namespace, namespaces', 'namespace'),
  ...named('env, environment, environments, stage', 'env', 'environment', 'stage'),
  ...named('cluster, clusters', 'cluster'),
  ...named('region, regions', 'region'),
  ...named('zone, zones, availability zone', 'zone', 'availability_zone'),
  ...named('role, roles', 'role'),
  ...named('topic, topics', 'topic'),
  ...named('queue, queues', 'queue'),
  ...named('database, databases, db', 'datname', 'database', 'db'),
  ...named('device, devices, interface, interfaces', 'device'),
  ...named('mountpoint, mount point, mount, partition', 'mountpoint'),
  ...named('path, route, endpoint, url', 'path', 'route', 'endpoint', 'url'),
  ...named('team, teams', 'team'),
  ...named('room, rooms', 'room'),
  ...named('provider, providers', 'provider'),
  ...named('customer, customers', 'customer'),
  ...named('country, countries', 'country'),
  ...named('consumer group, consumergroup', 'consumergroup', 'group'),
  ...all(
    "alert, alert me, alert us, create an alert, create a alert, create alert, create a rule, create a new rule, create a new alert, raise an alert, raise an alarm, set up an alarm, create an alarm, make an alert, make a rule, add an alert, add a rule, set up an alert, set up a rule, setup an alert, i want an alert, i want to be alerted, i want to know, i want to be notified, i need an alert, i need to know, i'd like an alert, i would like an alert, notify me, notify us, notify, tell me, tell us, let me know, let us know, inform me, inform us, send an alert, send me an alert, fire an alert, trigger an alert, an alert, a rule, rule, alerts, we need an alert, give me an alert, fire, trigger, could you alert me, could you alert us, can you alert me, can you tell me, could you tell me, can you create an alert, could you create an alert, i want alerts, we want to know, ping me, ping us, remind me, an alarm, alarm, alarm me, write a rule, write an alert, new rule, new alert, create, raise a, raise, create a, send a, fire a, trigger a, send, alert the team, let the team know, i should be told, i want to get an alert, please alert, define an alert, define a rule, watch, watch for, monitor, check, keep an eye on, alert on, alert me on, alert us on, we should be alerted, i should be alerted, should be alerted, we need to be alerted",
    { is: 'command' },
  ),
  ...all(
    'when, if, whenever, as soon as, once, in case, that fires if, that fires when, which fires when, which fires if, that fires whenever, that triggers when, that triggers if, the moment, when ever, on the condition that, for when, saying that',
    { is: 'when' },
  ),
  ...all('the, a, an, our, my, its, their, this, that, these, those, your', { is: 'article' }),
  ...all(
    'any, all, every single, any of the, all of the, all the, any of our, all our, some, one of the, one of our, one, any one',
    { is: 'any' },
  ),
  ...all(
    'we, i, they, is, are, was, were, be, been, being, does, do, did, has been, have been, has, have, having, stays, stay, staying, remains, remain, remaining, goes, go, going, gets, get, becomes, become, keeps, there are, there is, there were, there have been, whose, reported, received, seen, we have, we see, we get, it, it is, they are, stands at, sits, runs, please, hey, hi, could you, can you, would you, i want, me, us, you, that is, which is, value, the value of, the value, value of, level of, number of, the number of, amount of, the amount of, the, count of, the count of, usage of, times, time, come in, comes in, came in, arrive, arrives, are received, are placed, happen, happens, occur, occurs, to, currently, consistently, constantly, continuously, persistently, again, still, ever, suddenly, sharply, rapidly, quickly, this is, lower the, raise the, set the, change the, use, take, use the, with severity, somehow, begins to be, starts to be, starts, is at, are at, priority, in a row, exists, exist, ?, !, ., ;, ok, okay, thanks, thank you, "',
    { is: 'filler' },
  ),
];

/** All that is known but names: metrics, label values and what is in quotes are not here. */
export const phrases = new PhraseTable<Meaning>([
  ...meanings,
  ...concepts.flatMap((concept) => concept.phrases.map((phrase): Entry => [phrase, { is: 'concept', concept }])),
]);
