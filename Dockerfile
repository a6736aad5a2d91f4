# One image for every role (results site, office, worker, migrations); compose.yaml chooses the command.
ARG PYTHON_IMAGE=python:3.11.14-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.lock /tmp/
RUN /opt/venv/bin/pip install --require-hashes --no-deps -r /tmp/requirements.lock
COPY . /app
# Editable: templates, SQL and assets stay where the code looks for them.
RUN /opt/venv/bin/pip install --no-deps --no-build-isolation -e /app \
    && /opt/venv/bin/python -m compileall -q /app

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="Matokeo" \
      org.opencontainers.image.description="Live election results, from the paper form to the public's screen"
RUN groupadd --gid 10001 matokeo && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin matokeo \
    && install -d -o matokeo -g matokeo -m 0750 /var/lib/matokeo /var/lib/matokeo/keys \
    && install -d -o matokeo -g matokeo -m 0755 /srv/store \
    && install -d -o matokeo -g matokeo -m 0750 /srv/files /srv/datakeys
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MATOKEO_ENV=production \
    MATOKEO_LOCAL=/var/lib/matokeo \
    MATOKEO_STORE=/srv/store \
    MATOKEO_HOST=0.0.0.0 \
    LOG_FORMAT=json
WORKDIR /app
USER 10001:10001
EXPOSE 8050 8051
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8050/healthz', timeout=2)"]
ENTRYPOINT ["matokeo"]
CMD ["serve", "--app", "public"]
