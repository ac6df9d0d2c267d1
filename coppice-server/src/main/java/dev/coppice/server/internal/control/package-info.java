/**
 * What guards everything that is deleted, over HTTP: holds, freeze, audit trail, schema, jobs.
 */
@NullMarked
package dev.coppice.server.internal.control;

import org.jspecify.annotations.NullMarked;
