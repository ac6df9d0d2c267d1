package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import java.util.stream.Stream;

/** One thing to look at. A query it may not make is no finding; the check of rights tells of that. */
@FunctionalInterface
interface Check {
    /** What is found. */
    Stream<Finding> look(Inspection inspection);
}
