/** The Lambda entry point: puts the parts together and turns an invocation into a reply. */
package io.github.sparkonlambda.handler;
