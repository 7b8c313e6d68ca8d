# One image for every app, the audit and the set-up; docker-compose.yml names the program.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /stakelog
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:24.21.0-bookworm-slim
WORKDIR /stakelog
ENV NODE_ENV=production
# See tools/start/apps.mts: buffers of megabytes go back to the system.
ENV MALLOC_MMAP_THRESHOLD_=131072 MALLOC_ARENA_MAX=2
COPY --from=build /stakelog/package.json /stakelog/nest-cli.json ./
COPY --from=build /stakelog/node_modules node_modules
COPY --from=build /stakelog/dist dist
COPY --from=build /stakelog/schemas schemas
COPY --from=build /stakelog/tools tools
COPY --from=build /stakelog/libs/contracts libs/contracts
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
