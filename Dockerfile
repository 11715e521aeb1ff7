# The service in a container: two stages, so that nothing that builds is there when it runs.
# By its tag here; deploy/pin-images.sh gives it by its digest.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm
FROM ${PYTHON_IMAGE} AS build
COPY requirements/runtime.txt /build/requirements/
RUN python -m venv /opt/homthu && /opt/homthu/bin/pip install --no-cache-dir --require-hashes -r /build/requirements/runtime.txt
COPY . /build
RUN /opt/homthu/bin/pip install --no-cache-dir --no-build-isolation --no-deps /build

FROM ${PYTHON_IMAGE}
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin homthu
COPY --from=build /opt/homthu /opt/homthu
ENV PATH=/opt/homthu/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER homthu
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
CMD ["homthu", "serve", "--host", "0.0.0.0"]
