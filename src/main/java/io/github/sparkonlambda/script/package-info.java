/** The job script: fetched from S3, known by its kind, made ready to be run by spark-submit. */
package io.github.sparkonlambda.script;
