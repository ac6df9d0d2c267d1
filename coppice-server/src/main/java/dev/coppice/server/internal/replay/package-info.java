/**
 * What was answered to requests that carry a key, so that the same request is answered and not carried out again. Knows no
 * route and no HTTP.
 */
@NullMarked
package dev.coppice.server.internal.replay;

import org.jspecify.annotations.NullMarked;
