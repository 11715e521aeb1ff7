# Debian's tor, which reads deploy/torrc.
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends tor && rm -rf /var/lib/apt/lists/*
USER debian-tor
CMD ["tor", "-f", "/etc/tor/torrc"]
