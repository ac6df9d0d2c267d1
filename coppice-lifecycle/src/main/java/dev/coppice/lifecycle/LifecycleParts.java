package dev.coppice.lifecycle;

import java.util.List;
import java.util.function.Supplier;

/** What a lifecycle is made of. */
record LifecycleParts(
        List<String> kinds,
        Resources resources,
        Teardowns teardowns,
        Operations operations,
        Backups backups,
        Certificates certificates,
        List<Sensor> sensors,
        Supplier<LifecycleFigures> figures) {}
