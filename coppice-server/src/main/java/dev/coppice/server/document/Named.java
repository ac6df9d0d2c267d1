package dev.coppice.server.document;

import dev.coppice.control.TableName;
import java.util.Map;
import java.util.TreeMap;

/** Figures by the names of what they belong to, in the order of the names. */
final class Named {
    private Named() {}

    static Map<String, Long> rows(Map<TableName, Long> rows) {
        var named = new TreeMap<String, Long>();
        rows.forEach((table, count) -> named.put(table.toString(), count));
        return named;
    }
}
