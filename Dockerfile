# The image that Lambda and AWS Batch run. From the repository's top folder:
#   docker build --build-arg FRAMEWORK=DELTA,ICEBERG -t spark-on-lambda .
ARG BUILD_IMAGE=public.ecr.aws/docker/library/maven:3.9-amazoncorretto-17-al2023
ARG BASE_IMAGE=public.ecr.aws/lambda/java:17.al2023

FROM ${BUILD_IMAGE} AS build
ARG FRAMEWORK=HUDI,ICEBERG,DELTA
WORKDIR /build
COPY pom.xml download_jars.sh spark-class ./
COPY src/main src/main
RUN ./download_jars.sh "${FRAMEWORK}" /opt/spark \
 && mvn -B -ntp -q jar:jar@default-jar dependency:copy-dependencies@handler-class-path

FROM ${BASE_IMAGE}
ARG FRAMEWORK=HUDI,ICEBERG,DELTA
COPY --from=build /opt/spark /opt/spark
COPY --from=build /build/target/lambda/lib ${LAMBDA_TASK_ROOT}/lib
COPY --from=build /build/src/main/image/entrypoint /opt/spark/bin/entrypoint
ENV SPARK_HOME=/opt/spark FRAMEWORK=${FRAMEWORK}
ENTRYPOINT ["/opt/spark/bin/entrypoint"]
CMD ["io.github.sparkonlambda.handler.SparkLambdaHandler"]
