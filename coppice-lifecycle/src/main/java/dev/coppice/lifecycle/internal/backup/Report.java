package dev.coppice.lifecycle.internal.backup;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.Restored;
import dev.coppice.lifecycle.internal.backup.SavingContext.Told;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a restore comes to, written while it goes on. For one thread. */
final class Report {
    private final Map<String, Long> items = new LinkedHashMap<>();
    private final Map<String, Long> changed = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();

    void restored(String step, long count) {
        items.merge(step, count, Long::sum);
    }

    void remark(String text) {
        remarks.add(text);
    }

    /** Takes what a step tells about a resource. */
    Told of(String step, String resource) {
        return new Told() {
            @Override
            public void remark(String text) {
                remarks.add("Step " + step + " of " + resource + ": " + text);
            }

            @Override
            public void changed(TableName table, long rows, List<String> columns) {
                changed.merge(table.toString(), rows, Long::sum);
                remark(rows + (rows == 1 ? " row" : " rows") + " of " + table
                        + " came back other than saved, by a trigger or a new default, in "
                        + String.join(", ", columns) + ". The backup has them as they were.");
            }
        };
    }

    /** How many rows came back other than saved. */
    long changed() {
        return changed.values().stream().mapToLong(Long::longValue).sum();
    }

    Restored restored() {
        return new Restored(items, changed, remarks);
    }
}
