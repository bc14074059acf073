# syntax=docker/dockerfile:1

# The first stage builds the wheel and an environment that holds it; only the environment goes on.
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
# What changes seldom comes first, so that a change of the code does not install the dependencies again.
COPY requirements-image.lock requirements-build.lock ./
RUN python -m venv /opt/storywire \
 && /opt/storywire/bin/pip install --require-hashes --only-binary :all: -r requirements-image.lock \
 && pip install --require-hashes --only-binary :all: -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY alembic alembic
COPY schemas schemas
COPY storywire storywire
COPY app app
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /opt/storywire/bin/pip install --no-deps --no-index /wheels/*.whl \
 && /opt/storywire/bin/pip uninstall --yes pip

FROM python:3.13-slim-bookworm
# A fixed number, so that a volume made by one image can be written by the next.
RUN groupadd --gid 10001 storywire \
 && useradd --uid 10001 --gid storywire --no-create-home --home-dir /data --shell /usr/sbin/nologin storywire \
 && install --directory --owner storywire --group storywire --mode 0700 /data
COPY --from=build /opt/storywire /opt/storywire
# Nothing is written but /data (the embedded database) and /tmp: the root file system may be read-only.
ENV PATH=/opt/storywire/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    STORYWIRE_DATABASE_URL=sqlite:////data/storywire.db
WORKDIR /data
USER 10001:10001
VOLUME ["/data"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["storywire", "serve", "--host", "0.0.0.0", "--port", "8000"]
