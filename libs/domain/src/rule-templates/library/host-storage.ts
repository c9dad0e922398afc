import { number, share, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';

const group = 'host';
const category = 'infrastructure';
const only = ['instance', 'job'];
/** File systems that live in memory, or are full by their nature, such as images that are mounted to be read. */
const realFilesystems = '{fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660"}';

/** File systems and disks of machines, as node_exporter sees them. */
export const hostStorageTemplates: readonly RuleTemplate[] = [
  template({
    id: 'host-disk-full',
    title: 'A file system is nearly full',
    group,
    severity: 'HIGH',
    category,
    meaning:
      'Hardly any room is left on a file system. When it is full, databases stop, logs are lost, and often nobody can even log in to mend it.',
    parameters: { threshold: share({ default: 0.1, what: 'The share of the file system that must be free.' }) },
    for: '10m',
    only: [...only, 'mountpoint'],
    rule: {
      measure: `node_filesystem_avail_bytes${realFilesystems} / node_filesystem_size_bytes`,
      operator: '<',
      limit: 'threshold',
    },
    summary: '{{ $labels.mountpoint }} of {{ $labels.instance }} has {{ $value | humanizePercentage }} left',
    runbook: {
      check: [
        'Find what takes the room: du -x from the mount point, one level after the other.',
        'Look for files that are deleted and still open: lsof +L1. They hold room that du does not see.',
        'See since when it grows, and whether it grows on.',
      ],
      act: [
        'Logs: rotate them now, and lower how long they are kept.',
        'Deleted and open: restart the process that holds them.',
        'Data that is wanted: make the volume larger before anything else.',
      ],
      falseAlarm:
        'A volume of ten terabytes with a tenth left has room for weeks. For such ones lower the threshold and use the template that looks ahead.',
    },
    fires: {
      series: {
        'node_filesystem_avail_bytes{instance="a",mountpoint="/",fstype="ext4"}': '5x30',
        'node_filesystem_size_bytes{instance="a",mountpoint="/",fstype="ext4"}': '100x30',
      },
      at: '20m',
      alerts: ['{instance="a",mountpoint="/"}'],
    },
    quiet: {
      series: {
        'node_filesystem_avail_bytes{instance="a",mountpoint="/",fstype="ext4"}': '40x30',
        'node_filesystem_size_bytes{instance="a",mountpoint="/",fstype="ext4"}': '100x30',
        'node_filesystem_avail_bytes{instance="a",mountpoint="/snap",fstype="squashfs"}': '0x30',
        'node_filesystem_size_bytes{instance="a",mountpoint="/snap",fstype="squashfs"}': '100x30',
      },
      at: '30m',
      alerts: [],
    },
  }),
  template({
    id: 'host-disk-fills',
    title: 'A file system will be full soon',
    group,
    severity: 'MEDIUM',
    category,
    meaning:
      'At the pace of the last hours a file system is full before the horizon ends. There is still time to do something about it by day.',
    parameters: {
      window: window('6h', 'Over how long the pace is measured.'),
      horizon: number({ default: 24, min: 1, max: 720, unit: 'hours', what: 'How far it looks ahead.' }),
      free: share({ default: 0.4, what: 'A file system with a larger share free than this is left alone.' }),
    },
    for: '30m',
    only: [...only, 'mountpoint'],
    rule: {
      expr: ({ window, horizon, free }) =>
        `predict_linear(node_filesystem_avail_bytes${realFilesystems}[${window}], ${horizon} * 3600) < 0 and node_filesystem_avail_bytes / node_filesystem_size_bytes < ${free}`,
    },
    summary: '{{ $labels.mountpoint }} of {{ $labels.instance }} fills up and will soon be full',
    runbook: {
      check: [
        'Draw the free room of the last days: a steady slope, or a jump that has ended?',
        'Find the directory that grew today: compare du with yesterday, or look at the newest large files.',
      ],
      act: [
        'A steady slope: make the volume larger, or keep the data for a shorter time.',
        'A process that writes more than it should: set its log level back, or stop it.',
        'Note the day on which it would be full in the ticket, so that its urgency is seen.',
      ],
      falseAlarm:
        'A nightly dump that is written and removed looks like a slope while it is written. Lengthen the window beyond the time that the dump takes.',
    },
    fires: {
      every: '5m',
      series: {
        'node_filesystem_avail_bytes{instance="a",mountpoint="/"}': '40-0.4x100',
        'node_filesystem_size_bytes{instance="a",mountpoint="/"}': '100x100',
      },
      at: '7h',
      alerts: ['{instance="a"}'],
    },
    quiet: {
      every: '5m',
      series: {
        'node_filesystem_avail_bytes{instance="a",mountpoint="/"}': '30-0.01x100',
        'node_filesystem_size_bytes{instance="a",mountpoint="/"}': '100x100',
      },
      at: '8h',
      alerts: [],
    },
  }),
  template({
    id: 'host-inodes-low',
    title: 'A file system runs out of inodes',
    group,
    severity: 'MEDIUM',
    category,
    meaning:
      'A file system can hold few further files, though there may be room: "no space left on device" with half of the disk free. Matters to whoever writes there.',
    parameters: { threshold: share({ default: 0.08, what: 'The share of inodes that must be free.' }) },
    for: '15m',
    only: [...only, 'mountpoint'],
    rule: {
      measure: `node_filesystem_files_free${realFilesystems} / node_filesystem_files`,
      operator: '<',
      limit: 'threshold',
    },
    summary:
      '{{ $labels.mountpoint }} of {{ $labels.instance }} has {{ $value | humanizePercentage }} of its inodes left',
    runbook: {
      check: [
        'Find the directory with the many files: df -i, then du --inodes -x.',
        'Sessions, mail queues, caches and temporary files are the usual ones.',
      ],
      act: [
        'Remove what is old with find -delete rather than with a shell pattern, which would be too long.',
        'Have whoever writes there clean up, by age.',
        'The number of inodes is fixed when ext4 is made: if the files are wanted, make a new file system.',
      ],
      falseAlarm:
        'File systems that make inodes as they are wanted (btrfs, xfs in part) tell 0 or few; those with 0 are left out here by themselves.',
    },
    fires: {
      series: {
        'node_filesystem_files_free{instance="a",mountpoint="/var",fstype="ext4"}': '3x30',
        'node_filesystem_files{instance="a",mountpoint="/var",fstype="ext4"}': '100x30',
      },
      at: '25m',
      alerts: ['{mountpoint="/var"}'],
    },
    quiet: {
      series: {
        'node_filesystem_files_free{instance="a",mountpoint="/var",fstype="btrfs"}': '0x30',
        'node_filesystem_files{instance="a",mountpoint="/var",fstype="btrfs"}': '0x30',
      },
      at: '30m',
      alerts: [],
    },
  }),
  template({
    id: 'host-disk-busy',
    title: 'A disk is busy all the time',
    group,
    severity: 'LOW',
    category: 'performance',
    meaning:
      'A disk of a host has something to do nearly all the time, so that whoever wants to read or write has to wait. Matters to databases first.',
    parameters: {
      threshold: share({
        default: 0.95,
        what: 'The share of time in which the disk has something to do.',
        learned: { margin: 0.1, strictest: 0.8, laxest: 0.99 },
      }),
      window: window('5m'),
    },
    for: '20m',
    only: [...only, 'device'],
    rule: {
      measure: ({ window }) => `rate(node_disk_io_time_seconds_total[${window}])`,
      operator: '>',
      limit: 'threshold',
    },
    summary: 'The disk {{ $labels.device }} of {{ $labels.instance }} is {{ $value | humanizePercentage }} busy',
    runbook: {
      check: [
        'See with iostat -x how long a request waits; a busy disk that answers within a millisecond is no trouble.',
        'See with iotop who reads and writes.',
        'Look for a RAID that is being rebuilt, a scrub, or a backup.',
      ],
      act: [
        'A job that is not urgent: give it idle priority with ionice, or another hour.',
        'Swapping: see to the memory first.',
        'Steady demand: faster disks, or more of them.',
      ],
      falseAlarm:
        'Solid-state disks serve many requests at once and may be "busy" all day with much left to give. Judge them by how long requests wait.',
    },
    fires: {
      series: { 'node_disk_io_time_seconds_total{instance="a",device="sda"}': '0+59x40' },
      at: '35m',
      alerts: ['{device="sda"}'],
    },
    quiet: {
      series: { 'node_disk_io_time_seconds_total{instance="a",device="sda"}': '0+20x40' },
      at: '40m',
      alerts: [],
    },
  }),
  template({
    id: 'host-raid-degraded',
    title: 'A RAID has lost a disk',
    group,
    severity: 'HIGH',
    category,
    meaning:
      'A software RAID runs without one of its disks. Everything still works, but the next disk that fails may take the data along.',
    parameters: {},
    for: '1m',
    only,
    rule: { measure: 'node_md_disks{state="failed"}', operator: '>', limit: 0 },
    summary: '{{ $labels.device }} of {{ $labels.instance }} has {{ $value }} failed disks',
    runbook: {
      check: [
        'Read /proc/mdstat and mdadm --detail: which disk, and is a spare being built in already?',
        'Look in the kernel log whether the disk failed, or its cable or controller.',
      ],
      act: [
        'See that the last backup is good before anything else.',
        'Have the disk replaced, and add the new one with mdadm --add.',
        'Spare the host heavy load until the RAID is whole again: rebuilding is when second disks fail.',
      ],
      falseAlarm:
        'A disk that was taken out on purpose stays counted as failed until it is removed with mdadm --remove.',
    },
    fires: {
      series: { 'node_md_disks{instance="a",device="md0",state="failed"}': '0 0 1x10' },
      at: '6m',
      alerts: ['{device="md0"}'],
    },
    quiet: {
      series: {
        'node_md_disks{instance="a",device="md0",state="failed"}': '0x10',
        'node_md_disks{instance="a",device="md0",state="spare"}': '1x10',
      },
      at: '10m',
      alerts: [],
    },
  }),
];
