/** The checks of the doctor, one class per check. They read the catalogue and statistics, and plan statements. */
@NullMarked
package dev.coppice.prune.internal.doctor;

import org.jspecify.annotations.NullMarked;
