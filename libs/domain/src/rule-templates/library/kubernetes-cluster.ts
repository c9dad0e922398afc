import { share, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';

const group = 'kubernetes';

/** What a cluster of Kubernetes itself rests on: nodes, volumes and the API server. */
export const kubernetesClusterTemplates: readonly RuleTemplate[] = [
  template({
    id: 'kubernetes-node-not-ready',
    title: 'A node is not ready',
    group,
    severity: 'HIGH',
    category: 'infrastructure',
    meaning:
      'The kubelet of a node does not say that all is well. After some minutes its pods are started elsewhere, those with volumes last. Matters to who runs the cluster.',
    parameters: {},
    for: '5m',
    only: ['node'],
    rule: { measure: 'kube_node_status_condition{condition="Ready",status="true"}', operator: '==', limit: 0 },
    summary: 'The node {{ $labels.node }} is not ready',
    runbook: {
      check: [
        'kubectl describe node: does the kubelet say "false", or has it said nothing ("unknown")?',
        'Unknown: is the machine up, and does it reach the API server?',
        'False: read journalctl -u kubelet; the container runtime or the network plug-in is often the reason.',
      ],
      act: [
        'Drain the node, so that its pods move on their own terms.',
        'Restart the kubelet or the runtime; then the machine.',
        'A cloud machine that does not come back: delete it, and let a new one take its place.',
      ],
      falseAlarm:
        'Nodes that an autoscaler removes are not ready for a moment before they are gone. `for` covers that.',
    },
    fires: {
      series: { 'kube_node_status_condition{node="n1",condition="Ready",status="true"}': '1 1 0x12' },
      at: '10m',
      alerts: ['{node="n1"}'],
    },
    quiet: {
      series: {
        'kube_node_status_condition{node="n1",condition="Ready",status="true"}': '1x12',
        'kube_node_status_condition{node="n1",condition="Ready",status="false"}': '0x12',
      },
      at: '12m',
      alerts: [],
    },
  }),
  template({
    id: 'kubernetes-volume-full',
    title: 'A volume of a claim is nearly full',
    group,
    severity: 'HIGH',
    category: 'infrastructure',
    meaning:
      'A persistent volume has little room left. The database or queue on it stops when it is full. Matters to the owner of the claim.',
    parameters: { threshold: share({ default: 0.1, what: 'The share of the volume that must be free.' }) },
    for: '10m',
    only: ['namespace', 'persistentvolumeclaim'],
    rule: {
      measure: 'kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes',
      operator: '<',
      limit: 'threshold',
    },
    summary: '{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} left',
    runbook: {
      check: [
        'See since when it fills, and how long the rest will last.',
        'Look inside with df and du by kubectl exec: data, logs, or what a crash left behind?',
        'See whether its storage class allows the claim to grow.',
      ],
      act: [
        'Where it may grow, set a larger size in the claim; most drivers do it while it is in use.',
        'Where not, free room, and plan to move to a larger volume.',
        'Logs do not belong on a volume of data; send them out.',
      ],
      falseAlarm:
        'Some drivers share one large file system and tell its figures for each claim. There one alert is enough: narrow the rule.',
    },
    fires: {
      series: {
        'kubelet_volume_stats_available_bytes{namespace="data",persistentvolumeclaim="pg-0"}': '4x20',
        'kubelet_volume_stats_capacity_bytes{namespace="data",persistentvolumeclaim="pg-0"}': '100x20',
      },
      at: '15m',
      alerts: ['{persistentvolumeclaim="pg-0"}'],
    },
    quiet: {
      series: {
        'kubelet_volume_stats_available_bytes{namespace="data",persistentvolumeclaim="pg-0"}': '40x20',
        'kubelet_volume_stats_capacity_bytes{namespace="data",persistentvolumeclaim="pg-0"}': '100x20',
      },
      at: '20m',
      alerts: [],
    },
  }),
  template({
    id: 'kubernetes-api-errors',
    title: 'The API server answers with errors',
    group,
    severity: 'CRITICAL',
    category: 'availability',
    meaning:
      'A good part of the requests to the API server fail. What runs goes on, but nothing is scheduled, scaled or healed as it should be. Matters to who runs the cluster.',
    parameters: {
      threshold: share({
        default: 0.03,
        what: 'The share of requests that may fail.',
        learned: { margin: 1, strictest: 0.01, laxest: 0.1 },
      }),
      window: window('5m'),
    },
    for: '10m',
    only: ['job'],
    rule: {
      measure: ({ window }) =>
        `sum by (job) (rate(apiserver_request_total{code=~"5.."}[${window}])) / sum by (job) (rate(apiserver_request_total[${window}]))`,
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $value | humanizePercentage }} of the requests to the API server fail',
    runbook: {
      check: [
        'Group the errors by verb and resource: everything, or one kind of object?',
        'Look at etcd: its latency of fsync, its size, whether it has a leader.',
        'One kind of object only: a webhook that validates it may be away.',
      ],
      act: [
        'etcd at its quota: compact and defragment it.',
        'A webhook that is away: bring it back, or let it fail open until it is.',
        'A client that asks far too much: find it by user agent, and limit it with priority and fairness.',
      ],
      falseAlarm:
        'While an API server is upgraded some requests fail and are tried again. `for` should be longer than that takes.',
    },
    fires: {
      series: {
        'apiserver_request_total{job="apiserver",code="200"}': '0+900x30',
        'apiserver_request_total{job="apiserver",code="503"}': '0+100x30',
      },
      at: '20m',
      alerts: ['{job="apiserver"}'],
    },
    quiet: {
      series: {
        'apiserver_request_total{job="apiserver",code="200"}': '0+900x30',
        'apiserver_request_total{job="apiserver",code="503"}': '0+1x30',
      },
      at: '30m',
      alerts: [],
    },
  }),
];
