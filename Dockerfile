# One image for every part of ours; the command says which it is. See docker-compose.yml.
# The version of Node is the one that package.json pins; ffmpeg 5.1 is Debian 12's, with security fixes.
FROM node:24.21.0-bookworm-slim AS web

# The pages are built where the tools for it are; none of them gets into the image that runs.
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node_modules/.bin/vite build web

FROM node:24.21.0-bookworm-slim

RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates ffmpeg tini \
  && rm -rf /var/lib/apt/lists/*

WORKDIR /app
ENV NODE_ENV=production PROMPTREEL_DATA_DIR=/data

# Before the sources, so that a change in them does not install everything again. No package of ours
# needs its install script: what is native comes prebuilt.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force

# .dockerignore lists what gets in. Node runs the sources; only the pages are built.
COPY . .
COPY --from=web /app/web/dist web/dist

# A named volume takes its owner from the image, so the folder must exist and be the user's.
RUN install --directory --owner=node --group=node /data
USER node
VOLUME /data
EXPOSE 8787

# Reaps ffmpeg's children and passes SIGTERM on, which a worker drains at.
ENTRYPOINT ["tini", "--"]
CMD ["node", "api/main.ts"]
