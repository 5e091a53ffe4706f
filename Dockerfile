# The service and the studio in one image: `docker build --tag art-assistant .`; see docs/operations.md.
# `scripts/container_steps.py` takes these steps without Docker, in a folder of its own.
ARG PYTHON=3.13

FROM python:${PYTHON}-slim-trixie AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE constraints.txt ./
COPY src ./src
RUN python -m pip install --no-cache-dir --constraint constraints.txt hatchling && \
    python -m pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels . && \
    python -m venv /opt/art-assistant && \
    for wheel in /wheels/*.whl; do \
      /opt/art-assistant/bin/python -m pip install --no-cache-dir --constraint constraints.txt "${wheel}[app,service]" || exit 1; \
    done

FROM python:${PYTHON}-slim-trixie AS run
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Art Assistant" \
      org.opencontainers.image.description="Value masses, notans, palette, focal points, related works and measured tips" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="MIT AND Apache-2.0 AND OFL-1.1"
RUN groupadd --gid 10001 art && \
    useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin art && \
    install -d -o 10001 -g 10001 /data
COPY --from=build /opt/art-assistant /opt/art-assistant
# Nothing below / is written: temporary files go to /tmp, a tmpfs, and galleries of one's own to the volume /data.
ENV PATH=/opt/art-assistant/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TMPDIR=/tmp \
    ART_GALLERY_HOME=/data/galleries \
    ART_SERVICE_HOST=0.0.0.0 \
    ART_STUDIO_HOST=0.0.0.0
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000 8501
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
ENTRYPOINT ["art-assistant"]
CMD ["serve", "--warm"]
