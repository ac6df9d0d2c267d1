/**
 * What a server does without being asked: due work of the libraries on db-scheduler. Knows nothing of requests.
 */
@NullMarked
package dev.coppice.server.internal.jobs;

import org.jspecify.annotations.NullMarked;
