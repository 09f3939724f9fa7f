/** What an invocation brings: the event, its fields and its JSON. */
package io.github.sparkonlambda.event;
