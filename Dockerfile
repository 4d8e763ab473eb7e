# The gateway as a container. Build: docker build -t gateway112 .   Run: see README ("In a container").
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY .editorconfig ./
COPY src/ src/
COPY config/ config/
RUN dotnet publish src/Gateway/Gateway.csproj -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# Centres have time zones; most flavours of the base image bring the zone files, some do not.
RUN [ -e /usr/share/zoneinfo/Asia/Makassar ] \
 || { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends tzdata && rm -rf /var/lib/apt/lists/*; }
# Not root: everything that the service writes is below /data.
RUN groupadd --system --gid 10112 gateway \
 && useradd --system --uid 10112 --gid gateway --home-dir /data --no-create-home gateway \
 && mkdir -p /data /config && chown gateway:gateway /data
COPY --from=build /app /app
COPY config/ /config/
USER gateway
WORKDIR /data
# SIP of trunks and agents (UDP and TCP), HTTP; the numbers are those of /config/gateway.json. RTP's two thousand ports want host networking.
EXPOSE 5060/udp 5060/tcp 5070/udp 5070/tcp 8112/tcp
VOLUME ["/config", "/data"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["/app/Gateway", "health", "--config", "/config"]
ENTRYPOINT ["/app/Gateway"]
CMD ["run", "--config", "/config"]
