{{- define "domain.fullname" -}}
{{- include "issuer.fullname" . }}-domain
{{- end -}}

{{/* A member's labels: (dict "root" $ "component" "founder" or "member"). */}}
{{- define "domain.selectorLabels" -}}
{{ include "issuer.selectorLabels" .root }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "domain.checkValues" -}}
{{- $domain := .Values.domain -}}
{{- if not .Values.enclave.administrators -}}
{{- fail "domain.enabled needs enclave.administrators: a joiner takes part only in a domain whose policy they signed." -}}
{{- end -}}
{{- if ne .Values.enclave.sealing "file" -}}
{{- fail "domain.enabled needs enclave.sealing=file: members start again by themselves." -}}
{{- end -}}
{{- if or .Values.state.existingClaim .Values.state.hostPath .Values.sealing.existingClaim -}}
{{- fail "domain.enabled gives each member a state of its own: leave state.existingClaim, state.hostPath and sealing.existingClaim empty." -}}
{{- end -}}
{{- if .Values.standby.enabled -}}
{{- fail "standby.enabled is for one pod; in a domain each pod's issuer stands by for the others." -}}
{{- end -}}
{{- $sources := 0 -}}
{{- range list $domain.policy $domain.policyFrom.configMap $domain.policyFrom.secret -}}
{{- if . -}}{{- $sources = add1 $sources -}}{{- end -}}
{{- end -}}
{{- if ne (int $sources) 1 -}}
{{- fail "domain.enabled needs the policy its members join by, once: domain.policy, domain.policyFrom.configMap or domain.policyFrom.secret." -}}
{{- end -}}
{{- if and $domain.kms.key (ne $domain.shape "DaemonSet") -}}
{{- fail "domain.kms.key is for domain.shape=DaemonSet: the API server of a node reaches the plugin of that node, by a directory of it." -}}
{{- end -}}
{{- end -}}

{{/* A pod of the domain: (dict "root" $ "component" "founder" or "member"). */}}
{{- define "domain.pod" -}}
{{- $root := .root -}}
{{- $domain := $root.Values.domain -}}
{{- $isNode := eq $domain.shape "DaemonSet" -}}
{{- $security := mergeOverwrite (dict "runAsNonRoot" true "runAsUser" 5000 "runAsGroup" 5000 "fsGroup" 5000
    "fsGroupChangePolicy" "OnRootMismatch" "seccompProfile" (dict "type" "RuntimeDefault"))
    (deepCopy $root.Values.podSecurityContext) -}}
metadata:
  {{- with $root.Values.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  labels:
    {{- include "domain.selectorLabels" . | nindent 4 }}
spec:
  {{- with $root.Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  serviceAccountName: {{ include "issuer.serviceAccountName" $root }}
  # The token is mounted where it is used: the enclave has none.
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: 45
  securityContext:
    {{- toYaml $security | nindent 4 }}
  {{- if $isNode }}
  priorityClassName: system-node-critical
  {{- end }}
  affinity:
    {{- include "domain.affinity" . | nindent 4 }}
  initContainers:
    - name: enclave
      restartPolicy: Always
      image: {{ include "issuer.image" $root | quote }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      command: [/usr/bin/casemate-enclave-software]
      args:
        - --state=/var/lib/casemate/state
        - --sealing=file:/var/lib/casemate-sealing/sealing.key
        - --software-root=/var/lib/casemate/software-root
        {{- range $name, $key := $root.Values.enclave.administrators }}
        - --administrator=/etc/casemate/administrators/{{ $name }}.pem
        {{- end }}
        - --threshold={{ $root.Values.enclave.threshold }}
        {{- if eq .component "member" }}
        - --join
        {{- end }}
        - --listen=unix:/run/casemate/enclave/enclave.sock
        - --listen=unix:/run/casemate/relay/enclave.sock,identity=relay
        - --listen=unix:/run/casemate/join/enclave.sock,identity=join,session=required
        {{- with $root.Values.enclave.extraArgs }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      env:
        - name: CASEMATE_ENCLAVE
          value: unix:/run/casemate/enclave/enclave.sock
      startupProbe:
        exec: {command: [/usr/bin/casemate, status]}
        periodSeconds: 2
        timeoutSeconds: 5
        failureThreshold: 60
      resources:
        {{- toYaml $root.Values.enclave.resources | nindent 8 }}
      securityContext:
        {{- include "issuer.containerSecurity" . | nindent 8 }}
      volumeMounts:
        - {name: run, mountPath: /run/casemate}
        - {name: state, mountPath: /var/lib/casemate}
        - {name: sealing, mountPath: /var/lib/casemate-sealing}
        - {name: administrators, mountPath: /etc/casemate/administrators, readOnly: true}
    {{- if eq .component "member" }}
    # Ends when the enclave is a member; until the policy accepts this pod's evidence it fails and is tried again.
    - name: join
      image: {{ include "issuer.image" $root | quote }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      args:
        - domain
        - join
        - --if-needed
        - --name
        - $(NAME)
        - --peer
        - tcp:{{ include "domain.fullname" $root }}:7001
        - --peer-policy
        - /etc/casemate/members.json
      env:
        - name: NAME
          valueFrom: {fieldRef: {fieldPath: {{ ternary "spec.nodeName" "metadata.name" $isNode }}}}
        - name: CASEMATE_ENCLAVE
          value: unix:/run/casemate/enclave/enclave.sock
      securityContext:
        {{- include "issuer.containerSecurity" . | nindent 8 }}
      volumeMounts:
        - {name: run, mountPath: /run/casemate, readOnly: true}
        - {name: policy, mountPath: /etc/casemate, readOnly: true}
    {{- end }}
  containers:
    - name: relay
      image: {{ include "issuer.image" $root | quote }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      args:
        - domain
        - relay
        - --enclave=unix:/run/casemate/relay/enclave.sock
        - --listen=:7000
        - --peers-from={{ include "domain.fullname" $root }}:7000
        - --join-listen=:7001
        - --join-enclave=unix:/run/casemate/join/enclave.sock
        - --http=:8791
        - --log-format={{ $root.Values.logFormat }}
        {{- if $domain.proposeFromLease }}
        - --propose-from-lease={{ include "domain.fullname" $root }}
        {{- end }}
      ports:
        - {name: peers, containerPort: 7000}
        - {name: join, containerPort: 7001}
        - {name: relay, containerPort: 8791}
      readinessProbe:
        httpGet: {path: /readyz, port: relay}
        periodSeconds: 5
      livenessProbe:
        httpGet: {path: /healthz, port: relay}
        periodSeconds: 20
      resources:
        {{- toYaml $domain.relay.resources | nindent 8 }}
      securityContext:
        {{- include "issuer.containerSecurity" . | nindent 8 }}
      volumeMounts:
        - {name: run, mountPath: /run/casemate, readOnly: true}
        {{- if $domain.proposeFromLease }}
        - {name: api-access, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}
        {{- end }}
    {{- if $domain.issuer }}
    {{- include "issuer.container" (dict "root" $root "name" "issuer" "metrics" 8082 "health" 8083 "portPrefix" "")
        | nindent 4 }}
    {{- end }}
    {{- if $domain.kms.key }}
    - name: kms
      image: {{ include "issuer.image" $root | quote }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      args:
        - kms
        - --enclave=unix:/run/casemate/enclave/enclave.sock
        - --key={{ $domain.kms.key }}
        - --listen=unix:///run/casemate-kms/kms.sock
        - --http=:8790
        - --log-format={{ $root.Values.logFormat }}
      ports:
        - {name: kms, containerPort: 8790}
      readinessProbe:
        httpGet: {path: /readyz, port: kms}
        periodSeconds: 5
      # Not /readyz: a plugin that cannot reach its key is not helped by a restart.
      livenessProbe:
        httpGet: {path: /healthz, port: kms}
        periodSeconds: 10
        failureThreshold: 6
      resources:
        {{- toYaml $domain.kms.resources | nindent 8 }}
      securityContext:
        {{- include "issuer.containerSecurity" . | nindent 8 }}
      volumeMounts:
        - {name: run, mountPath: /run/casemate, readOnly: true}
        - {name: kms, mountPath: /run/casemate-kms}
    {{- end }}
  volumes:
    {{- include "domain.volumes" . | nindent 4 }}
  {{- with $root.Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $root.Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{- define "domain.volumes" -}}
{{- $domain := .root.Values.domain -}}
{{- if eq $domain.shape "DaemonSet" -}}
- name: run
  hostPath: {path: {{ $domain.hostPaths.run | quote }}, type: Directory}
- name: state
  hostPath: {path: {{ $domain.hostPaths.state | quote }}, type: Directory}
- name: sealing
  hostPath: {path: {{ $domain.hostPaths.sealing | quote }}, type: Directory}
{{- else -}}
- name: run
  emptyDir: {medium: Memory, sizeLimit: 1Mi}
{{- end }}
- name: administrators
  configMap: {name: {{ include "issuer.fullname" .root }}-administrators}
- name: policy
  {{- if $domain.policyFrom.secret }}
  secret: {secretName: {{ $domain.policyFrom.secret }}}
  {{- else }}
  configMap: {name: {{ $domain.policyFrom.configMap | default (include "domain.fullname" .root) }}}
  {{- end }}
{{- if $domain.kms.key }}
- name: kms
  hostPath: {path: {{ $domain.kms.socketDirectory | quote }}, type: Directory}
{{- end }}
{{- if .root.Values.quotes.policies }}
- name: quotes
  configMap: {name: {{ include "issuer.fullname" .root }}-quotes}
{{- end }}
- name: api-access
  projected:
    defaultMode: 0440
    sources:
      - serviceAccountToken: {path: token, expirationSeconds: 3607}
      - configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}
      - downwardAPI: {items: [{path: namespace, fieldRef: {fieldPath: metadata.namespace}}]}
{{- end -}}

{{/* The founder's node is labelled by hand; members of a StatefulSet keep apart where they can. */}}
{{- define "domain.affinity" -}}
{{- $given := deepCopy .root.Values.affinity -}}
{{- if eq .root.Values.domain.shape "DaemonSet" -}}
{{- $operator := ternary "Exists" "DoesNotExist" (eq .component "founder") -}}
{{- $terms := list (dict "matchExpressions" (list (dict "key" .root.Values.domain.founderNodeLabel "operator" $operator))) -}}
{{- toYaml (mergeOverwrite $given (dict "nodeAffinity" (dict "requiredDuringSchedulingIgnoredDuringExecution"
    (dict "nodeSelectorTerms" $terms)))) -}}
{{- else if $given -}}
{{- toYaml $given -}}
{{- else -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- include "issuer.selectorLabels" .root | nindent 12 }}
{{- end -}}
{{- end -}}

{{/* A claim of each pod: (dict "name" NAME "claim" VALUES). */}}
{{- define "domain.claim" -}}
- metadata: {name: {{ .name }}}
  spec:
    accessModes: [ReadWriteOnce]
    {{- with .claim.storageClassName }}
    storageClassName: {{ . | quote }}
    {{- end }}
    resources:
      requests: {storage: {{ .claim.size }}}
{{- end -}}
