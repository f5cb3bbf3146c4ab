# The worker, and every other command, in one image: `docker build -t strikewatch .`
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/strikewatch
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
COPY pyproject.toml setup.py README.md LICENSE NOTICE ./
COPY agents agents
COPY schemas schemas
COPY seeds seeds
RUN --mount=type=cache,target=/root/.cache/pip STRIKEWATCH_COMPILE=1 /opt/strikewatch/bin/pip install .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin strikewatch
COPY --from=build /opt/strikewatch /opt/strikewatch
ENV PATH=/opt/strikewatch/bin:$PATH \
    PYTHONUNBUFFERED=1
USER strikewatch
WORKDIR /tmp
EXPOSE 9187
# /readyz answers 503, which urlopen raises, until the worker has its partitions; 9187 is STRIKEWATCH_WEB_PORT.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:9187/readyz', timeout=4)"]
ENTRYPOINT ["strikewatch"]
CMD ["worker"]
