/** Receipts, their tree, signatures, later looks and tombstones. Nothing here destroys. */
@NullMarked
package dev.coppice.lifecycle.internal.certificate;

import org.jspecify.annotations.NullMarked;
