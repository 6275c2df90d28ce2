# The simulated clouds of the tests, for the demo only. Nothing of it is in the product image.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml ./
COPY routes/ routes/
COPY src/ src/
RUN mvn -B -ntp -DskipTests package dependency:copy-dependencies -DincludeScope=test

FROM eclipse-temurin:25-jre-noble

LABEL org.opencontainers.image.title="Caravan simulator" \
      org.opencontainers.image.description="Answers like the four clouds that Caravan polls. For tests and the demo." \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"

WORKDIR /opt/simulator
COPY --from=build /build/target/dependency/ dependency/
COPY --from=build /build/target/classes/ classes/
COPY --from=build /build/target/test-classes/ test-classes/

ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError"

USER 10001:10001
EXPOSE 8099
STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "-cp", "/opt/simulator/test-classes:/opt/simulator/classes:/opt/simulator/dependency/*", "caravan.simulator.Simulator"]
CMD ["--host", "0.0.0.0", "--port", "8099"]
