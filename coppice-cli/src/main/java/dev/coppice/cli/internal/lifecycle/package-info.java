/**
 * The commands about resources: what they are, how they are taken down, what is kept of them and what proves it. The work is
 * done by the lifecycle module; here it is asked for, carried on, and told.
 */
@NullMarked
package dev.coppice.cli.internal.lifecycle;

import org.jspecify.annotations.NullMarked;
