/**
 * The server: routes, problems, authentication, console, jobs. The engines it drives live in the modules below.
 */
@NullMarked
package dev.coppice.server;

import org.jspecify.annotations.NullMarked;
