# An image of one process of the platform, APP being a folder of apps/ with a process in it:
#   docker build --build-arg APP=gateway --tag tocsin-gateway .
# scripts/follow-dockerfile.mjs carries out these lines where there is no container engine.

# Everything is built once for all images: APP is not known here yet.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci --prefer-offline
RUN bash scripts/build.sh apps/*/tsconfig.json && node scripts/image/collect.mjs /tree

# What this one needs of it.
FROM node:24.21.0-bookworm-slim AS production
ARG APP=standalone
WORKDIR /app
COPY --from=build /tree ./
RUN --mount=type=cache,target=/root/.npm \
    npm ci --prefer-offline --omit=dev --workspace "apps/$APP" && node scripts/image/prune.mjs "$APP"

FROM node:24.21.0-bookworm-slim
ARG APP=standalone
LABEL org.opencontainers.image.title="tocsin-$APP" org.opencontainers.image.licenses="Apache-2.0"
# PostgreSQL wants a name for whoever runs it. What installs packages has no business in a container that runs.
RUN echo 'tocsin:x:10001:10001::/var/lib/tocsin:/usr/sbin/nologin' >> /etc/passwd \
    && echo 'tocsin:x:10001:' >> /etc/group \
    && install --directory --owner=10001 --group=10001 --mode=0711 /var/lib/tocsin \
    && rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx
# A container has a network of its own, in which its loopback reaches nobody.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    HISTORY_HOST=0.0.0.0 \
    METRICS_PORT=9464 \
    TOCSIN_HOME=/var/lib/tocsin
WORKDIR /app
COPY --from=production /app ./
USER 10001:10001
VOLUME ["/var/lib/tocsin", "/tmp"]
EXPOSE 8000 8010 9464
HEALTHCHECK --interval=10s --timeout=5s --start-period=90s CMD ["node", "health.mjs"]
ENTRYPOINT ["node", "--disable-warning=TimeoutNegativeWarning", "app/dist/main.js"]
