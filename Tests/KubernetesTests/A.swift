internal import Kubernetes
