/**
 * What machines ask of a server: is it alive, is it ready, how does it do.
 */
@NullMarked
package dev.coppice.server.internal.health;

import org.jspecify.annotations.NullMarked;
