/**
 * The digest of an audit entry and the walk along the chain. What an entry says is decided by its writer.
 */
@NullMarked
package dev.coppice.control.internal.audit;

import org.jspecify.annotations.NullMarked;
