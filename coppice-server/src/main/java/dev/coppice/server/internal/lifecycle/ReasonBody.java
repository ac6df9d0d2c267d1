package dev.coppice.server.internal.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * The body of an act that needs nothing but its reason.
 *
 * @param reason why
 */
record ReasonBody(@Nullable String reason) {}
