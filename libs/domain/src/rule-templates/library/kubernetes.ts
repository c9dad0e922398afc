import { window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';

const group = 'kubernetes';

/** What runs in clusters of Kubernetes, as kube-state-metrics tells of it. */
export const kubernetesTemplates: readonly RuleTemplate[] = [
  template({
    id: 'kubernetes-crash-loop',
    title: 'A container crashes at every start',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'Kubernetes has begun to wait between the starts of a container, since it ends again each time. The pod serves nothing; after a release, users meet the old version, or none.',
    parameters: { window: window('5m', 'How long the container counts as crashing after it was last seen waiting.') },
    for: '10m',
    only: ['namespace', 'container'],
    rule: {
      measure: ({ window }) =>
        `max_over_time(kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"}[${window}])`,
      operator: '>=',
      limit: 1,
    },
    summary: '{{ $labels.container }} in {{ $labels.namespace }}/{{ $labels.pod }} crashes at every start',
    runbook: {
      check: [
        'kubectl logs --previous: the last words of the container that ended.',
        'kubectl describe pod: exit code, whether it was killed for memory, and whether a probe failed.',
        'See whether all pods of the deployment crash, or those on one node.',
      ],
      act: [
        'All of them after a release: kubectl rollout undo.',
        'A secret or ConfigMap that is missing or wrong: mend it and delete the pod.',
        'A liveness probe that ends a slow start: give it a startup probe.',
      ],
      falseAlarm:
        'A pod that waits for a dependency by ending itself loops until that is there. Have it wait in an init container.',
    },
    fires: {
      series: {
        'kube_pod_container_status_waiting_reason{namespace="shop",pod="api-1",container="api",reason="CrashLoopBackOff"}':
          '0 1x20',
      },
      at: '16m',
      alerts: ['{pod="api-1"}'],
    },
    quiet: {
      series: {
        'kube_pod_container_status_waiting_reason{namespace="shop",pod="api-1",container="api",reason="CrashLoopBackOff"}':
          '0x4 1 0x20',
      },
      at: '24m',
      alerts: [],
    },
  }),
  template({
    id: 'kubernetes-pod-pending',
    title: 'A pod finds no place',
    group,
    severity: 'MEDIUM',
    category: 'availability',
    meaning:
      'A pod has been waiting for a node that can take it. Scaling up does nothing meanwhile, and after a node is lost its pods stay away.',
    parameters: {},
    for: '15m',
    only: ['namespace'],
    rule: { measure: 'kube_pod_status_phase{phase="Pending"}', operator: '==', limit: 1 },
    summary: '{{ $labels.namespace }}/{{ $labels.pod }} finds no place to run',
    runbook: {
      check: [
        'kubectl describe pod: the events name what no node has (processors, memory, a label, a volume).',
        'See whether the autoscaler tries to add a node, and what holds it up (quota, a zone that is full).',
        'A volume of one zone binds the pod to that zone.',
      ],
      act: [
        'Not enough room: add nodes, or lower requests that are larger than what is used.',
        'A selector or taint that no node meets: mend the pod, or label a node.',
        'A claim that is not bound: look at its storage class.',
      ],
      falseAlarm: 'Jobs that wait in line on purpose for cheap nodes may wait for hours. Leave out their namespace.',
    },
    fires: {
      series: { 'kube_pod_status_phase{namespace="shop",pod="api-1",phase="Pending"}': '1x25' },
      at: '20m',
      alerts: ['{pod="api-1"}'],
    },
    quiet: {
      series: {
        'kube_pod_status_phase{namespace="shop",pod="api-1",phase="Pending"}': '1x5 0x20',
        'kube_pod_status_phase{namespace="shop",pod="api-1",phase="Running"}': '0x5 1x20',
      },
      at: '25m',
      alerts: [],
    },
  }),
  template({
    id: 'kubernetes-image-pull-failed',
    title: 'An image cannot be pulled',
    group,
    severity: 'MEDIUM',
    category: 'availability',
    meaning:
      'A node cannot fetch the image of a container. What runs goes on; what should start anew, on this node or after a release, does not.',
    parameters: {},
    for: '10m',
    only: ['namespace', 'container'],
    rule: {
      measure: 'kube_pod_container_status_waiting_reason{reason=~"ImagePullBackOff|ErrImagePull"}',
      operator: '==',
      limit: 1,
    },
    summary: 'The image of {{ $labels.container }} in {{ $labels.namespace }}/{{ $labels.pod }} cannot be pulled',
    runbook: {
      check: [
        'kubectl describe pod tells the answer of the registry: not found, not allowed, or too many requests.',
        'Compare the tag with what the registry has; a build may have failed before it pushed.',
        'See whether other images of the same registry fail, too.',
      ],
      act: [
        'Not found: push the image, or roll back to a tag that is there.',
        'Not allowed: renew the pull secret of the namespace.',
        'Too many requests: pull through a cache of your own.',
      ],
      falseAlarm:
        'A registry that is away for some minutes mends itself; Kubernetes tries again by itself. `for` covers that.',
    },
    fires: {
      series: {
        'kube_pod_container_status_waiting_reason{namespace="shop",pod="api-1",container="api",reason="ImagePullBackOff"}':
          '1x20',
      },
      at: '15m',
      alerts: ['{container="api"}'],
    },
    quiet: {
      series: {
        'kube_pod_container_status_waiting_reason{namespace="shop",pod="api-1",container="api",reason="ContainerCreating"}':
          '1x20',
      },
      at: '20m',
      alerts: [],
    },
  }),
  template({
    id: 'kubernetes-deployment-short',
    title: 'A deployment has fewer replicas than it should',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'A deployment has been without some of its replicas for a while. It serves with less room than its owner planned, or a release is stuck half way.',
    parameters: {},
    for: '15m',
    only: ['namespace', 'deployment'],
    rule: {
      measure: 'kube_deployment_spec_replicas - kube_deployment_status_replicas_available',
      operator: '>',
      limit: 0,
    },
    summary: '{{ $labels.namespace }}/{{ $labels.deployment }} is {{ $value }} replicas short',
    runbook: {
      check: [
        'kubectl get pods of the deployment: pending, crashing, or running and not ready?',
        'kubectl rollout status tells whether a release is under way and what it waits for.',
        'Running and not ready: read what the readiness probe answers.',
      ],
      act: [
        'A release that is stuck: roll back, then look.',
        'Pending or crashing: the runbooks of these alerts go further.',
        'Not ready: mend what the probe needs; do not take the probe away.',
      ],
      falseAlarm:
        'A large deployment with slow starts is short during every release. Make `for` longer than a release takes.',
    },
    fires: {
      series: {
        'kube_deployment_spec_replicas{namespace="shop",deployment="api"}': '3x25',
        'kube_deployment_status_replicas_available{namespace="shop",deployment="api"}': '1x25',
      },
      at: '20m',
      alerts: ['{deployment="api"}'],
    },
    quiet: {
      series: {
        'kube_deployment_spec_replicas{namespace="shop",deployment="api"}': '3x25',
        'kube_deployment_status_replicas_available{namespace="shop",deployment="api"}': '2x8 3x17',
      },
      at: '25m',
      alerts: [],
    },
  }),
  template({
    id: 'kubernetes-stateful-set-short',
    title: 'A stateful set has fewer replicas than it should',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'A stateful set, mostly a database or a queue, has been without some of its members. Its data may have fewer copies than its owner counts on.',
    parameters: {},
    for: '15m',
    only: ['namespace', 'statefulset'],
    rule: { measure: 'kube_statefulset_replicas - kube_statefulset_status_replicas_ready', operator: '>', limit: 0 },
    summary: '{{ $labels.namespace }}/{{ $labels.statefulset }} is {{ $value }} members short',
    runbook: {
      check: [
        'Which member is missing? They start in order, so the first that is not ready holds up the others.',
        'See whether its volume could be attached; a node that is lost may hold it for minutes.',
        'Ask the database itself which of its members it sees.',
      ],
      act: [
        'A volume that hangs on a lost node: see that the node is really off, then delete its attachment.',
        'A member with broken data: follow that database, and delete the volume only when the others are whole.',
        'Do not delete several pods at once.',
      ],
      falseAlarm:
        'A member that copies its data anew is not ready until it is done, which may take hours. Silence it for that time.',
    },
    fires: {
      series: {
        'kube_statefulset_replicas{namespace="data",statefulset="pg"}': '3x25',
        'kube_statefulset_status_replicas_ready{namespace="data",statefulset="pg"}': '2x25',
      },
      at: '20m',
      alerts: ['{statefulset="pg"}'],
    },
    quiet: {
      series: {
        'kube_statefulset_replicas{namespace="data",statefulset="pg"}': '3x25',
        'kube_statefulset_status_replicas_ready{namespace="data",statefulset="pg"}': '3x25',
      },
      at: '25m',
      alerts: [],
    },
  }),
  template({
    id: 'kubernetes-job-failed',
    title: 'A job has failed',
    group,
    severity: 'MEDIUM',
    category: 'application',
    meaning:
      'Pods of a job have failed: what it was to do, such as a report, a migration or a clean-up, may not be done. Matters to who waits for the result.',
    parameters: {},
    for: '1m',
    only: ['namespace', 'job_name'],
    rule: { measure: 'kube_job_status_failed', operator: '>', limit: 0 },
    summary: '{{ $labels.namespace }}/{{ $labels.job_name }} has {{ $value }} failed pods',
    runbook: {
      check: [
        'kubectl logs of the failed pod, while it is still there.',
        'See whether a later try succeeded: failed pods stay counted when the job is done nevertheless.',
        'Was it stopped by its deadline, or by an error of its own?',
      ],
      act: [
        'Start it again by hand once the reason is mended: kubectl create job --from=cronjob.',
        'Tell who waits for its result when it will be there.',
        'Delete the failed job, which ends the alert.',
      ],
      falseAlarm:
        'A job that succeeded at its second try still counts its first. If tries are normal there, leave that job out.',
    },
    fires: {
      series: { 'kube_job_status_failed{namespace="data",job_name="report-1"}': '0 0 1x8' },
      at: '6m',
      alerts: ['{job_name="report-1"}'],
    },
    quiet: {
      series: { 'kube_job_status_failed{namespace="data",job_name="report-1"}': '0x10' },
      at: '10m',
      alerts: [],
    },
  }),
  template({
    id: 'kubernetes-autoscaler-at-maximum',
    title: 'An autoscaler has reached its maximum',
    group,
    severity: 'LOW',
    category: 'performance',
    meaning:
      'A horizontal autoscaler would add replicas and may not. There is no room left for more demand; matters to who set the maximum.',
    parameters: {},
    for: '30m',
    only: ['namespace', 'horizontalpodautoscaler'],
    rule: {
      expr: () =>
        'kube_horizontalpodautoscaler_status_current_replicas >= kube_horizontalpodautoscaler_spec_max_replicas and kube_horizontalpodautoscaler_spec_max_replicas > kube_horizontalpodautoscaler_spec_min_replicas',
    },
    summary:
      '{{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} runs {{ $value }} replicas and may not have more',
    runbook: {
      check: [
        'See whether the service is slow: at its maximum, and well, is merely expensive.',
        'Compare the demand with that of the same hour last week.',
        'See whether one request costs more than it did before the last release.',
      ],
      act: [
        'Raise the maximum, if the database and the quota behind it bear that.',
        'Demand that is not wanted, such as a crawler: limit it where it comes in.',
        'A costlier release: roll back.',
      ],
      falseAlarm:
        'An autoscaler whose minimum is its maximum is left out by itself. One that is at its maximum each evening wants a larger one.',
    },
    fires: {
      series: {
        'kube_horizontalpodautoscaler_status_current_replicas{namespace="shop",horizontalpodautoscaler="api"}': '10x45',
        'kube_horizontalpodautoscaler_spec_max_replicas{namespace="shop",horizontalpodautoscaler="api"}': '10x45',
        'kube_horizontalpodautoscaler_spec_min_replicas{namespace="shop",horizontalpodautoscaler="api"}': '2x45',
      },
      at: '40m',
      alerts: ['{horizontalpodautoscaler="api"}'],
    },
    quiet: {
      series: {
        'kube_horizontalpodautoscaler_status_current_replicas{namespace="shop",horizontalpodautoscaler="api"}': '3x45',
        'kube_horizontalpodautoscaler_spec_max_replicas{namespace="shop",horizontalpodautoscaler="api"}': '3x45',
        'kube_horizontalpodautoscaler_spec_min_replicas{namespace="shop",horizontalpodautoscaler="api"}': '3x45',
      },
      at: '45m',
      alerts: [],
    },
  }),
];
