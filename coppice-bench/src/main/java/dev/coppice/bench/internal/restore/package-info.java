/**
 * Restores of backups of resources: what comparing costs.
 */
@NullMarked
package dev.coppice.bench.internal.restore;

import org.jspecify.annotations.NullMarked;
