/**
 * How approvals are stored. When one is valid is decided by {@code Approvals} and the table's constraints.
 */
@NullMarked
package dev.coppice.control.internal.approval;

import org.jspecify.annotations.NullMarked;
