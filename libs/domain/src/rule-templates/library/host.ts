import { number, share, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';

const group = 'host';
const category = 'infrastructure';
const only = ['instance', 'job'];

/** Machines, as node_exporter sees them. */
export const hostTemplates: readonly RuleTemplate[] = [
  template({
    id: 'target-down',
    title: 'A target does not answer its scrape',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'The collector asks a process or a machine for its metrics and gets no answer. Whoever owns that target is blind there, and every other rule on it is silent.',
    parameters: {},
    for: '3m',
    only,
    rule: { measure: 'up', operator: '==', limit: 0 },
    summary: '{{ $labels.job }} at {{ $labels.instance }} does not answer its scrape',
    runbook: {
      check: [
        'Ask for the metrics by hand, with curl, from the machine that collects: refused, timed out, or an error page?',
        'See whether other targets of the same machine or network are gone at the same time.',
        'Look for a deployment or a change of the firewall in the last half hour.',
      ],
      act: [
        'Refused: the process is down; start it, and look at why it ended.',
        'Timed out: look at the machine and the way to it before the process.',
        'An answer that comes too late: the exporter is overloaded; give it a longer time-out, or ask it for less.',
      ],
      falseAlarm:
        'Machines that scaling takes away on purpose stay known to a static list of targets for a while. Discover targets instead of listing them, or lengthen `for`.',
    },
    fires: {
      series: { 'up{job="node",instance="a"}': '1 1 0x10', 'up{job="node",instance="b"}': '1x12' },
      at: '8m',
      alerts: ['{instance="a"}'],
    },
    quiet: { series: { 'up{job="node",instance="a"}': '1 0 0 1x10' }, at: '12m', alerts: [] },
  }),
  template({
    id: 'host-cpu-busy',
    title: 'The processors of a host are busy',
    group,
    severity: 'MEDIUM',
    category: 'performance',
    meaning:
      'Hardly any processor time is left idle on a host, so that whatever runs there queues for it. Matters to the owners of the services on that host.',
    parameters: {
      threshold: share({
        default: 0.9,
        what: 'The share of time that is not idle.',
        learned: { margin: 0.1, strictest: 0.7, laxest: 0.97 },
      }),
      window: window('5m'),
    },
    for: '15m',
    only,
    rule: {
      measure: ({ window }) => `1 - avg without (cpu, mode) (rate(node_cpu_seconds_total{mode="idle"}[${window}]))`,
      operator: '>',
      limit: 'threshold',
    },
    summary: 'The processors of {{ $labels.instance }} are {{ $value | humanizePercentage }} busy',
    runbook: {
      check: [
        'See which mode takes the time: user, system, iowait, or steal, which means that a neighbour takes it.',
        'Look with top or pidstat at which process takes it, and since when.',
        'Compare the load with the traffic of the services there: did the demand grow, or the cost of one request?',
      ],
      act: [
        'A process that ran away: restart it, after taking a profile of it.',
        'More demand: move work to another host, or add one.',
        'Much steal: move the virtual machine, or buy guaranteed processors.',
      ],
      falseAlarm:
        'Batch machines and build agents are meant to be busy. Narrow the rule to hosts that serve somebody, or lengthen `for` beyond the longest job.',
    },
    fires: {
      series: {
        'node_cpu_seconds_total{instance="a",cpu="0",mode="idle"}': '0+2x40',
        'node_cpu_seconds_total{instance="a",cpu="0",mode="user"}': '0+58x40',
      },
      at: '30m',
      alerts: ['{instance="a"}'],
    },
    quiet: { series: { 'node_cpu_seconds_total{instance="a",cpu="0",mode="idle"}': '0+30x40' }, at: '40m', alerts: [] },
  }),
  template({
    id: 'host-load-high',
    title: 'More runs on a host than it has processors for',
    group,
    severity: 'LOW',
    category: 'performance',
    meaning:
      'The load of a host, per processor, stays high: tasks wait for a processor or for a disk. Matters to who plans capacity, before users feel it.',
    parameters: {
      threshold: number({
        default: 2,
        min: 0.1,
        max: 1_000,
        unit: 'tasks per processor',
        what: 'How many tasks may run or wait for each processor.',
        learned: { margin: 0.3, strictest: 1, laxest: 8 },
      }),
    },
    for: '30m',
    only,
    rule: {
      measure: 'node_load5 / count without (cpu, mode) (node_cpu_seconds_total{mode="idle"})',
      operator: '>',
      limit: 'threshold',
    },
    summary: 'On {{ $labels.instance }}, {{ $value | humanize }} tasks run or wait for each processor',
    runbook: {
      check: [
        'Tell waiting for processors from waiting for disks: vmstat shows both, as r and b.',
        'List the tasks in state D with ps; they wait for a disk or a network file system.',
        'See whether the load came with a job that runs at this hour.',
      ],
      act: [
        'Waiting for processors: spread the work, or lower the number of workers of a pool.',
        'Waiting for a disk: see the runbook of the busy disk; a hanging NFS mount looks the same.',
        'A job of this hour: give it a lower priority, or another hour.',
      ],
      falseAlarm:
        'A host with many threads that are short and wait for each other shows a high load and serves well. If latencies are well, raise the threshold.',
    },
    fires: {
      series: {
        'node_load5{instance="a"}': '9x60',
        'node_cpu_seconds_total{instance="a",cpu="0",mode="idle"}': '0+1x60',
        'node_cpu_seconds_total{instance="a",cpu="1",mode="idle"}': '0+1x60',
      },
      at: '45m',
      alerts: ['{instance="a"}'],
    },
    quiet: {
      series: {
        'node_load5{instance="a"}': '3x60',
        'node_cpu_seconds_total{instance="a",cpu="0",mode="idle"}': '0+1x60',
        'node_cpu_seconds_total{instance="a",cpu="1",mode="idle"}': '0+1x60',
      },
      at: '50m',
      alerts: [],
    },
  }),
  template({
    id: 'host-memory-low',
    title: 'A host is short of memory',
    group,
    severity: 'HIGH',
    category,
    meaning:
      'Little memory of a host could still be given to a process without swapping. Soon the kernel kills something, and it may be the service that matters.',
    parameters: {
      threshold: share({
        default: 0.08,
        what: 'The share of memory that must be left.',
        learned: { margin: 0.2, strictest: 0.15, laxest: 0.04 },
      }),
    },
    for: '10m',
    only,
    rule: { measure: 'node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes', operator: '<', limit: 'threshold' },
    summary: 'Of the memory of {{ $labels.instance }}, {{ $value | humanizePercentage }} is left',
    runbook: {
      check: [
        'See which process holds the memory (ps, sorted by rss), and whether it has grown for days or jumped just now.',
        'Look at shared memory and tmpfs: both count as used and belong to no process.',
        'Look in the kernel log for kills that have happened already.',
      ],
      act: [
        'A leak: restart the process in a quiet minute, and file it with a heap dump.',
        'A jump: stop what was started last.',
        'Neither: the host is too small for what runs there; move something away.',
      ],
      falseAlarm:
        'Databases with huge pages reserve nearly everything on purpose. For such hosts lower the threshold, and watch swapping instead.',
    },
    fires: {
      series: {
        'node_memory_MemAvailable_bytes{instance="a"}': '5e8x30',
        'node_memory_MemTotal_bytes{instance="a"}': '16e9x30',
      },
      at: '20m',
      alerts: ['{instance="a"}'],
    },
    quiet: {
      series: {
        'node_memory_MemAvailable_bytes{instance="a"}': '4e9x30',
        'node_memory_MemTotal_bytes{instance="a"}': '16e9x30',
      },
      at: '30m',
      alerts: [],
    },
  }),
  template({
    id: 'host-swapping',
    title: 'A host swaps',
    group,
    severity: 'MEDIUM',
    category: 'performance',
    meaning:
      'Pages travel between memory and disk all the time, which makes everything on the host slow by orders of magnitude. Matters to whoever waits for a service there.',
    parameters: {
      threshold: number({
        default: 200,
        min: 1,
        max: 1e6,
        unit: 'pages a second',
        what: 'How many pages may go in and out.',
        learned: { margin: 0.5, strictest: 50, laxest: 2_000 },
      }),
      window: window('5m'),
    },
    for: '10m',
    only,
    rule: {
      measure: ({ window }) => `rate(node_vmstat_pswpin[${window}]) + rate(node_vmstat_pswpout[${window}])`,
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $labels.instance }} swaps {{ $value | humanize }} pages a second',
    runbook: {
      check: [
        'See how much memory is available at all, and which process grew.',
        'See with vmstat whether pages come in, which hurts, or only go out, which may pass.',
      ],
      act: [
        'Free memory: stop or move what is not needed on this host now.',
        'If memory is there and it swaps nevertheless, lower vm.swappiness.',
        'Afterwards give the services limits, so that one of them cannot push out the others.',
      ],
      falseAlarm:
        'After a large backup or copy, cold pages go out once and never come back. If pages only go out, wait.',
    },
    fires: {
      series: { 'node_vmstat_pswpin{instance="a"}': '0+30000x30', 'node_vmstat_pswpout{instance="a"}': '0+30000x30' },
      at: '25m',
      alerts: ['{instance="a"}'],
    },
    quiet: {
      series: { 'node_vmstat_pswpin{instance="a"}': '0+60x30', 'node_vmstat_pswpout{instance="a"}': '0+60x30' },
      at: '30m',
      alerts: [],
    },
  }),
  template({
    id: 'host-clock-off',
    title: 'The clock of a host is off',
    group,
    severity: 'MEDIUM',
    category,
    meaning:
      'The clock of a host differs from the time that its time servers tell. Tokens are refused, leases end early, and logs of several hosts no longer fit together.',
    parameters: {
      threshold: number({
        default: 0.1,
        min: 0.001,
        max: 3_600,
        unit: 'seconds',
        what: 'How far the clock may be off.',
      }),
    },
    for: '10m',
    only,
    rule: { measure: 'abs(node_timex_offset_seconds)', operator: '>', limit: 'threshold' },
    summary: 'The clock of {{ $labels.instance }} is {{ $value | humanizeDuration }} off',
    runbook: {
      check: [
        'Ask the time service: chronyc tracking and chronyc sources, or timedatectl.',
        'See whether the time servers are reached at all; NTP is UDP on port 123.',
        'Virtual machines: were they paused, or moved, at that time?',
      ],
      act: [
        'Restart the time service, and let it step the clock once.',
        'Servers that are not reached: open the way to them, or name others.',
        'If only one host drifts again and again, its hardware clock is bad; have it replaced.',
      ],
      falseAlarm:
        'For some minutes after a start the offset is large while the clock is being slewed. A `for` of ten minutes covers that.',
    },
    fires: { series: { 'node_timex_offset_seconds{instance="a"}': '-0.7x20' }, at: '15m', alerts: ['{instance="a"}'] },
    quiet: { series: { 'node_timex_offset_seconds{instance="a"}': '0.002x20' }, at: '20m', alerts: [] },
  }),
  template({
    id: 'host-unit-failed',
    title: 'A systemd unit has failed',
    group,
    severity: 'MEDIUM',
    category: 'availability',
    meaning:
      'A service of a host ended with an error and systemd has given up starting it. Matters to the owner of that service, who may believe that it runs.',
    parameters: {},
    for: '5m',
    only: [...only, 'name'],
    rule: { measure: 'node_systemd_unit_state{state="failed"}', operator: '==', limit: 1 },
    summary: 'The unit {{ $labels.name }} of {{ $labels.instance }} has failed',
    runbook: {
      check: [
        'Read systemctl status and journalctl -u of the unit: its exit code, and its last lines.',
        'See whether it failed at a start of the host, after an update, or out of the blue.',
      ],
      act: [
        'Mend the reason and start it again; systemctl reset-failed clears the state.',
        'Killed for memory: give it a limit that fits, or the host more memory.',
        'A unit that nobody needs: disable and mask it.',
      ],
      falseAlarm:
        'Jobs that run once, such as timers, stay failed until their next run. If one failure does not matter there, narrow the rule to other units.',
    },
    fires: {
      series: { 'node_systemd_unit_state{instance="a",name="nginx.service",state="failed"}': '0 1x15' },
      at: '10m',
      alerts: ['{name="nginx.service"}'],
    },
    quiet: {
      series: {
        'node_systemd_unit_state{instance="a",name="nginx.service",state="failed"}': '0x15',
        'node_systemd_unit_state{instance="a",name="nginx.service",state="active"}': '1x15',
      },
      at: '15m',
      alerts: [],
    },
  }),
];
