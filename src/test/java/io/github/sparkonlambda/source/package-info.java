/**
 * What Lambda's event source mappings do, for the local Lambda: records of a Kafka broker, a
 * Kinesis stream or an S3 bucket become events, and what an event came to decides what is sent
 * again. {@code mvn -Plocal -Dsource=...} shows it live; {@code mvn -Pstreaming} measures it.
 */
package io.github.sparkonlambda.source;
