/**
 * Settings over HTTP: merged reads, the rows administrators keep, and what scopes say for themselves. Decides who may do what;
 * what settings are is the module's they come from.
 */
@NullMarked
package dev.coppice.server.internal.settings;

import org.jspecify.annotations.NullMarked;
