/**
 * Routes as values and what serves them: admission, problems, headers, JSON, and the one place that knows Javalin. Knows no
 * table and no page.
 */
@NullMarked
package dev.coppice.server.internal.http;

import org.jspecify.annotations.NullMarked;
