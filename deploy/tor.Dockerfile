# Debian's tor, which reads deploy/torrc.
# By its tag here; pin-images.sh gives it by its digest.
ARG DEBIAN_IMAGE=debian:bookworm-slim
FROM ${DEBIAN_IMAGE}
RUN apt-get update && apt-get install -y --no-install-recommends tor && rm -rf /var/lib/apt/lists/*
USER debian-tor
CMD ["tor", "-f", "/etc/tor/torrc"]
