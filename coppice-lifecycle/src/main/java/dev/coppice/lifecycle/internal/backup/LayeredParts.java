package dev.coppice.lifecycle.internal.backup;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.internal.schema.SchemaCopy;
import dev.coppice.lifecycle.spi.BackupWriter.Phase;
import dev.coppice.lifecycle.spi.SavedParts;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one step saved of a resource in several backups of one teardown: of everything, what was saved last. Objects go one by
 * one, so an object that only an earlier backup has is of the whole. Rows of a step go all at once, so a table that only an earlier
 * one has was emptied by others; unless it is of a schema so large that its tables go in batches. Such a one is made as it was, and
 * completed by what only the later backup has, where that has lost tables: what both say differently is then refused by the database.
 */
final class LayeredParts implements SavedParts {
    private final SavedParts newest;
    private final Map<TableName, SavedParts> tables = new LinkedHashMap<>();
    private final Map<String, Kept> objects = new LinkedHashMap<>();
    private final Map<Phase, List<String>> scripts = new EnumMap<>(Phase.class);

    private record Kept(SavedObject object, SavedParts in) {}

    private LayeredParts(List<SavedParts> newestFirst, List<SavedParts> late) {
        newest = newestFirst.getFirst();
        for (var phase : Phase.values()) {
            scripts.put(phase, newest.scripts(phase));
        }
        newest.tables().forEach(table -> tables.put(table.table(), newest));
        newestFirst.forEach(this::add);
        late.forEach(this::addObjects);
    }

    /**
     * Them as one; empty where there are none.
     *
     * @param newestFirst what was saved before the step had ended
     * @param late what came after it: of rows, it counts only where nothing else was saved
     */
    static Optional<SavedParts> of(List<SavedParts> newestFirst, List<SavedParts> late) {
        var filled = newestFirst.stream().filter(parts -> !isEmpty(parts)).toList();
        if (!filled.isEmpty()) {
            return Optional.of(new LayeredParts(filled, late));
        }
        return late.isEmpty() ? newestFirst.stream().findFirst() : Optional.of(new LayeredParts(late, List.of()));
    }

    /** Whether rows or tables of what came late do not count. */
    static boolean isHidden(SavedParts late, List<SavedParts> inTime) {
        return (hasRows(late) || hasScripts(late)) && !inTime.stream().allMatch(LayeredParts::isEmpty);
    }

    private static boolean isEmpty(SavedParts parts) {
        return !hasRows(parts) && !hasScripts(parts) && parts.objects().isEmpty();
    }

    private static boolean hasRows(SavedParts parts) {
        return parts.tables().stream().anyMatch(table -> table.rows() > 0);
    }

    private static boolean hasScripts(SavedParts parts) {
        return Arrays.stream(Phase.values())
                .anyMatch(phase -> !parts.scripts(phase).isEmpty());
    }

    private void addObjects(SavedParts from) {
        from.objects().forEach(object -> objects.putIfAbsent(object.name(), new Kept(object, from)));
    }

    private void add(SavedParts older) {
        addObjects(older);
        if (older.scripts(Phase.BEFORE_ROWS).size() > SchemaCopy.BATCH && hasMoreTables(older)) {
            scripts.replaceAll((phase, newer) -> completed(older.scripts(phase), newer));
            older.tables().forEach(table -> tables.putIfAbsent(table.table(), older));
        }
    }

    private boolean hasMoreTables(SavedParts older) {
        return older.tables().stream().anyMatch(table -> !tables.containsKey(table.table()));
    }

    private static List<String> completed(List<String> older, List<String> newer) {
        return Stream.concat(older.stream(), newer.stream()).distinct().toList();
    }

    @Override
    public long backup() {
        return newest.backup();
    }

    @Override
    public List<SavedTable> tables() {
        return tables.entrySet().stream()
                .flatMap(table -> table.getValue().find(table.getKey()).stream())
                .toList();
    }

    @Override
    public long load(Connection transaction, TableName saved, TableName target) throws SQLException {
        return of(saved).load(transaction, saved, target);
    }

    @Override
    public long loadAsText(Connection transaction, TableName saved, TableName target) throws SQLException {
        return of(saved).loadAsText(transaction, saved, target);
    }

    @Override
    public List<String> columns(TableName saved) {
        return of(saved).columns(saved);
    }

    private SavedParts of(TableName saved) {
        return Optional.ofNullable(tables.get(saved))
                .orElseThrow(() -> new IllegalArgumentException("saved must be a saved table, was: " + saved));
    }

    @Override
    public List<SavedObject> objects() {
        return objects.values().stream().map(Kept::object).toList();
    }

    @Override
    public InputStream open(SavedObject object) throws IOException {
        return Optional.ofNullable(objects.get(object.name()))
                .orElseThrow(() -> new IllegalArgumentException("object must be a saved one, was: " + object.name()))
                .in()
                .open(object);
    }

    @Override
    public List<String> scripts(Phase phase) {
        return scripts.getOrDefault(phase, List.of());
    }
}
