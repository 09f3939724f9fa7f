# The image that Lambda and AWS Batch run. From the repository's top folder:
#   docker build --build-arg FRAMEWORK=DELTA,ICEBERG -t spark-on-lambda .
#
# 17 or 25, the Java that runs handler and driver. The build stage can be of either.
ARG JAVA_VERSION=17
ARG BUILD_IMAGE=public.ecr.aws/docker/library/maven:3.9-amazoncorretto-17-al2023
# Takes the place of Lambda's own image, whichever Java that would have.
ARG BASE_IMAGE=
# false leaves out Python and the Python half of PySpark
ARG PYTHON=true

FROM ${BUILD_IMAGE} AS build
ARG FRAMEWORK=DELTA,ICEBERG,HUDI
WORKDIR /build
COPY pom.xml download_jars.sh spark-class ./
COPY src/main src/main
COPY spark-scripts/accommodations.csv .
# Lambda's user owns nothing here: all may read, whatever umask the checkout was made with.
RUN ./download_jars.sh "${FRAMEWORK}" /opt/spark \
 && mvn -B -ntp -q --strict-checksums jar:jar@default-jar dependency:copy-dependencies@handler-class-path \
      exec:java@unsigned-handler-jars dependency:copy@s3-server \
 && cp src/main/image/entrypoint /opt/spark/bin/ \
 && chmod -R a+rX /opt/spark target/lambda/lib

# Another JAVA_VERSION names none of these, and the build says so.
FROM ${BASE_IMAGE:-public.ecr.aws/lambda/java:17.al2023} AS supported-java-17
FROM ${BASE_IMAGE:-public.ecr.aws/lambda/java:25} AS supported-java-25

FROM supported-java-${JAVA_VERSION} AS base-false

FROM supported-java-${JAVA_VERSION} AS base-true
ENV PYSPARK_PYTHON=python3.11
RUN dnf install -y python3.11 && dnf clean all

FROM build AS pyspark-false
RUN mkdir -p /opt/spark/python

# pip brings pyspark with a second Spark, which goes again.
FROM base-true AS pyspark-true
COPY --from=build /build/pom.xml .
RUN dnf install -y python3.11-pip \
 && python3.11 -m pip install --no-cache-dir --no-compile --target /opt/spark/python \
      "pyspark==$(sed -n 's:.*<spark.version>\(.*\)</spark.version>.*:\1:p' pom.xml)" \
 && cd /opt/spark/python && rm -rf bin pyspark/jars pyspark/bin pyspark/sbin pyspark/data pyspark/examples \
 && python3.11 -m compileall -q --invalidation-mode unchecked-hash .

FROM pyspark-${PYTHON} AS pyspark

FROM base-${PYTHON}
ARG FRAMEWORK=DELTA,ICEBERG,HUDI
COPY --from=build /opt/spark /opt/spark
COPY --from=pyspark /opt/spark/python /opt/spark/python
COPY --from=build /build/target/lambda/lib ${LAMBDA_TASK_ROOT}/lib
ENV SPARK_HOME=/opt/spark FRAMEWORK=${FRAMEWORK}
# Last, because an archive is for this JVM and these jars.
RUN --mount=type=bind,from=build,source=/build,target=/build \
    /build/src/main/image/make-archives "${FRAMEWORK}" /opt/spark "${LAMBDA_TASK_ROOT}" /opt/spark/bin/entrypoint \
      /build/target/local/s3proxy.jar /build/src/main/image/Training.java /build/accommodations.csv
ENTRYPOINT ["/opt/spark/bin/entrypoint"]
CMD ["io.github.sparkonlambda.handler.SparkLambdaHandler"]
