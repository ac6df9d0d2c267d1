/**
 * Bearer tokens of an identity provider: its keys, and what its tokens say. Knows no database and no HTTP route.
 */
@NullMarked
package dev.coppice.server.internal.oidc;

import org.jspecify.annotations.NullMarked;
