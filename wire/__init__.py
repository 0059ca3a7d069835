"""The contract in code: typed requests in, payloads out, and the only place that emits."""
