# Escale in a container: everything is built in the first stage, and the second has no compiler, no npm and no pip's cache.
# `make container-proof` runs these very steps on a clean Debian tree, where no container engine is at hand.
FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates make nodejs npm python3-venv && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/escale
COPY Makefile requirements.txt requirements-otel.txt package.json package-lock.json .npmrc ./
# Locked by version and hash. `--build-arg OTEL=-otel` adds what OpenTelemetry's traces need.
ARG OTEL=
RUN make install && .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements$OTEL.txt
COPY . ./
RUN rm -rf node_modules && .venv/bin/python -m compileall -q .

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates python3 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home escale
WORKDIR /srv/escale
COPY --from=build /srv/escale ./
# All that is written is in here: with the default settings the database and the secret too.
RUN install -d -o escale -g escale -m 0750 var
ENV PYTHONDONTWRITEBYTECODE=1
USER 10001
VOLUME /srv/escale/var
EXPOSE 5000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s CMD [".venv/bin/python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:5000/ready', timeout=2)"]
CMD [".venv/bin/quart", "serve", "--host", "0.0.0.0", "--port", "5000"]
