"""How a running process is watched: Prometheus' metrics, and OpenTelemetry's traces where the settings ask for them."""
