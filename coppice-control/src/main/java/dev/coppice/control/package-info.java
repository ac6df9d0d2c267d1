/**
 * Schema {@code coppice} and what lives in it for every engine: leases, holds, freeze, approvals, audit, notifications;
 * and the binding of {@code coppice.yaml}. Nothing here prunes or tears down.
 */
@NullMarked
package dev.coppice.control;

import org.jspecify.annotations.NullMarked;
