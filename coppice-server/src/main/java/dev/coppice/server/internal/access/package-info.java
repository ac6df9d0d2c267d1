/**
 * Who calls: secrets, tokens, login links, sessions, the throttle of bad credentials. Knows no route and no HTTP.
 */
@NullMarked
package dev.coppice.server.internal.access;

import org.jspecify.annotations.NullMarked;
