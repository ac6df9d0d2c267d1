/**
 * What scripts ask of the server, under {@code /api/v1}.
 */
@NullMarked
package dev.coppice.server.internal.api;

import org.jspecify.annotations.NullMarked;
