package dev.coppice.settings.internal.repository;

import dev.coppice.ops.Creator;
import dev.coppice.ops.Updater;
import dev.coppice.ops.Upserter;
import org.jooq.Record;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;

/** A column and what it shall hold. */
record Cell<V>(TableField<Record, V> column, @Nullable V value) {
    Creator<Record> addTo(Creator<Record> spec) {
        return spec.set(column, value);
    }

    Upserter<Record> addTo(Upserter<Record> spec) {
        return spec.set(column, value);
    }

    Updater<Record> addTo(Updater<Record> spec) {
        return spec.set(column, value);
    }
}
