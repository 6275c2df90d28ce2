# The product. Build the artifact first: mvn -DskipTests package
FROM eclipse-temurin:25-jre-noble

LABEL org.opencontainers.image.title="Caravan" \
      org.opencontainers.image.description="Polls cloud APIs that list connections and accounts, and publishes normalized events to Kafka." \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"

WORKDIR /opt/caravan

# Libraries change least, so they come first and stay in the layer cache.
COPY target/quarkus-app/lib/ lib/
COPY target/quarkus-app/quarkus/ quarkus/
COPY target/quarkus-app/app/ app/
COPY target/quarkus-app/quarkus-run.jar target/quarkus-app/jvm.options target/quarkus-app/aot-cache ./

# Runs the product briefly and keeps the classes it loads, so that it starts faster. It needs no
# network: it waits for brokers that do not exist.
RUN KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:9 sh aot-cache .

# Every JVM reads the first. Operators replace the defaults by setting the same variables. Probes and
# scrapes come from outside the container, so the management port listens on all its addresses.
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60" \
    MALLOC_ARENA_MAX=2 \
    QUARKUS_MANAGEMENT_HOST=0.0.0.0 \
    CARAVAN_TARGETS="file:/etc/caravan/targets/targets.yaml"

# A number, because runAsNonRoot cannot judge a name. The user owns no file of the image: the root
# file system may be read-only. Only /tmp is written, and the zstd library is loaded from there, so
# a tmpfs on /tmp must not be mounted noexec.
USER 10001:10001

# Health and metrics; the product serves nothing else.
EXPOSE 9876

STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "@/opt/caravan/fast.options"]
