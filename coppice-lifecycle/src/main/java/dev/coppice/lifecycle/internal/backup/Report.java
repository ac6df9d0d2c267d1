package dev.coppice.lifecycle.internal.backup;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.Restored;
import dev.coppice.lifecycle.Restored.Changed;
import dev.coppice.lifecycle.internal.backup.SavingContext.Told;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a restore comes to, written while it goes on. For one thread. */
final class Report {
    private final Map<String, Long> items = new LinkedHashMap<>();
    private final Map<String, Map<String, Changed>> changed = new LinkedHashMap<>();
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
                of(resource).merge(table.toString(), new Changed(rows, columns), Changed::and);
                remark(sentence(table, rows, columns));
            }
        };
    }

    private static String sentence(TableName table, long rows, List<String> columns) {
        var counted = rows + (rows == 1 ? " row of " : " rows of ") + table;
        return columns.isEmpty()
                ? counted + (rows == 1 ? " is" : " are") + " there that the backup does not have."
                : counted + (rows == 1 ? " is" : " are")
                        + " other than saved, by a trigger, another step or a change of the table, in "
                        + String.join(", ", columns) + ". The backup has them as they were.";
    }

    private Map<String, Changed> of(String resource) {
        return changed.computeIfAbsent(resource, id -> new TreeMap<>());
    }

    /** The rows of a resource that are other than saved, by table. */
    Map<String, Changed> changed(String resource) {
        return changed.getOrDefault(resource, Map.of());
    }

    Restored restored() {
        var all = new TreeMap<String, Changed>();
        changed.values().forEach(own -> own.forEach((table, rows) -> all.merge(table, rows, Changed::and)));
        return new Restored(items, all, remarks);
    }
}
