package dev.coppice.server.internal.api;

import org.jspecify.annotations.Nullable;

/**
 * The body of an act that needs nothing but its reason.
 *
 * @param reason why
 */
public record ReasonBody(@Nullable String reason) {}
