{{- define "issuer.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "issuer.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains (include "issuer.name" .) .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "issuer.name" .) | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "issuer.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "issuer.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{- define "issuer.selectorLabels" -}}
app.kubernetes.io/name: {{ include "issuer.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "issuer.labels" -}}
{{ include "issuer.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "issuer.image" -}}
{{- printf "%s/%s:%s" .Values.image.hub .Values.image.name (.Values.image.tag | default .Chart.AppVersion | toString) -}}
{{- end -}}

{{/* A block of `- --flag` lines, as Intel's chart takes it, or a list; templates in both are expanded. */}}
{{- define "issuer.extraArgs" -}}
{{- $lines := list -}}
{{- if kindIs "string" .Values.controllerExtraArgs -}}
{{- range splitList "\n" (tpl .Values.controllerExtraArgs .) -}}
{{- $line := trim . | trimPrefix "-" | trim -}}
{{- /* `- --flag`: what was cut is the list's dash; `--flag` alone lost one of its own. */ -}}
{{- if $line -}}{{- $lines = append $lines (ternary $line (trim .) (hasPrefix "- " (trim .))) -}}{{- end -}}
{{- end -}}
{{- else if kindIs "slice" .Values.controllerExtraArgs -}}
{{- range .Values.controllerExtraArgs -}}{{- $lines = append $lines (tpl (toString .) $) -}}{{- end -}}
{{- end -}}
{{- range $lines }}
- {{ . | trimAll "\"'" | quote }}
{{- end -}}
{{- end -}}

{{/* Nothing of this chart runs in SGX: what is asked of the SGX device plugin is left out, so that the pod is placed. */}}
{{- define "issuer.resources" -}}
{{- $kept := dict -}}
{{- range $kind, $amounts := .Values.resources -}}
{{- if kindIs "map" $amounts -}}
{{- $those := dict -}}
{{- range $name, $amount := $amounts -}}
{{- if not (hasPrefix "sgx.intel.com/" $name) -}}{{- $_ := set $those $name $amount -}}{{- end -}}
{{- end -}}
{{- $_ := set $kept $kind $those -}}
{{- else -}}
{{- $_ := set $kept $kind $amounts -}}
{{- end -}}
{{- end -}}
{{- toYaml $kept -}}
{{- end -}}

{{- define "issuer.isDevelopment" -}}
{{- if not .Values.enclave.administrators -}}true{{- end -}}
{{- end -}}

{{- define "issuer.hasSealingVolume" -}}
{{- if and .Values.enclave.administrators (eq .Values.enclave.sealing "file") -}}true{{- end -}}
{{- end -}}

{{- define "issuer.checkValues" -}}
{{- if and (gt (int .Values.replicaCount) 1) (not .Values.domain.enabled) -}}
{{- fail (printf "replicaCount is %d: every pod would have an enclave and keys of its own, and they would sign as different CAs. Pods that hold the same keys, on one node or on several, are a domain of enclaves: set domain.enabled (docs/doors/domain.md). For a process that takes over, set standby.enabled; the enclave stays one." (int .Values.replicaCount)) -}}
{{- end -}}
{{- if gt (int .Values.enclave.threshold) (max 1 (len .Values.enclave.administrators)) -}}
{{- fail (printf "enclave.threshold is %d, and enclave.administrators are %d: nothing could ever be signed." (int .Values.enclave.threshold) (len .Values.enclave.administrators)) -}}
{{- end -}}
{{- if and (include "issuer.isDevelopment" .) (not .Values.enclave.allowDevelopment) -}}
{{- fail "enclave.administrators is empty and enclave.allowDevelopment is false: give the public keys of administrators." -}}
{{- end -}}
{{- if and .Values.quotes.policies (not .Values.quotes.pccs) -}}
{{- fail "quotes.policies judge quotes, which takes collateral: give quotes.pccs, the URL of a PCCS." -}}
{{- end -}}
{{- if and .Values.state.hostPath .Values.state.existingClaim -}}
{{- fail "state.hostPath and state.existingClaim name two places for one state: give one." -}}
{{- end -}}
{{- if and .Values.state.hostPath (not .Values.nodeSelector) (not .Values.affinity) -}}
{{- fail "state.hostPath is a directory of one node: give nodeSelector or affinity, or the pod may start elsewhere, without its keys." -}}
{{- end -}}
{{- end -}}

{{/* A container of `casemate issuer`: (dict "root" $ "name" NAME "metrics" PORT "health" PORT). */}}
{{- define "issuer.container" -}}
{{- $root := .root -}}
- name: {{ .name }}
  image: {{ include "issuer.image" $root | quote }}
  imagePullPolicy: {{ $root.Values.image.pullPolicy }}
  args:
    - issuer
    - --leader-elect
    - --metrics-bind-address=:{{ .metrics }}
    - --health-probe-bind-address=:{{ .health }}
    - --log-format={{ $root.Values.logFormat }}
    {{- if $root.Values.requireReference }}
    - --require-reference
    {{- end }}
    {{- with $root.Values.quotes }}
    {{- range $name, $policy := .policies }}
    - --quote-policy={{ if ne $name "default" }}{{ $name }}={{ end }}/etc/casemate/quotes/{{ $name }}.yaml
    {{- end }}
    {{- if .policies }}
    - --quote-pccs={{ .pccs }}
    {{- if .pccsCA }}
    - --quote-pccs-ca=/etc/casemate/quotes/pccs-ca.pem
    {{- end }}
    {{- end }}
    {{- end }}
    {{- with include "issuer.extraArgs" $root }}
    {{- trim . | nindent 4 }}
    {{- end }}
  env:
    - name: CASEMATE_ENCLAVE
      value: unix:/run/casemate/enclave/enclave.sock
    - name: WATCH_NAMESPACE
      valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
  ports:
    - {name: {{ .portPrefix }}metrics, containerPort: {{ .metrics }}}
    - {name: {{ .portPrefix }}health, containerPort: {{ .health }}}
  livenessProbe:
    httpGet: {path: /healthz, port: {{ .portPrefix }}health}
    initialDelaySeconds: 10
    periodSeconds: 20
    failureThreshold: 3
  readinessProbe:
    httpGet: {path: /readyz, port: {{ .portPrefix }}health}
    periodSeconds: 5
  resources:
    {{- include "issuer.resources" $root | nindent 4 }}
  securityContext:
    {{- include "issuer.containerSecurity" . | nindent 4 }}
  volumeMounts:
    - {name: run, mountPath: /run/casemate, readOnly: true}
    - {name: api-access, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}
    {{- if $root.Values.quotes.policies }}
    - {name: quotes, mountPath: /etc/casemate/quotes, readOnly: true}
    {{- end }}
{{- end -}}

{{- define "issuer.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}
