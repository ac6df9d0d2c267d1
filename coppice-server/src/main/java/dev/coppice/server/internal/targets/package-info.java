/**
 * Several databases behind one server: each has its own policies, campaigns, holds and freeze, and the routes on them under a path
 * of its own.
 */
@NullMarked
package dev.coppice.server.internal.targets;

import org.jspecify.annotations.NullMarked;
