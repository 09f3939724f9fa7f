/** What a job may ask of its invocation: the session, the event, its records, the result. */
package io.github.sparkonlambda.job;
