package dev.coppice.lifecycle.internal.kind;

import dev.coppice.control.Problems;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.ResourceStatus;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Whether the columns a kind names are there and fit. */
record TableCheck(KindConfig config, Map<String, Column> columns, Problems problems) {
    private static final Set<String> TIMES = Set.of("timestamptz", "timestamp");

    /** Whether ids can be read, so that the rest of the kind can be checked too. */
    boolean check() {
        if (columns.isEmpty()) {
            problems.add("table", "must be a table that is there; " + config.table() + " is not");
            return false;
        }
        if (config.table().equals(TableFields.SHARED)) {
            shared();
        } else if (config.table().schema().equals("coppice")) {
            problems.add("table", "must be coppice.resource or outside of the schema coppice");
        }
        find("key", Optional.of(config.key()), this::key);
        find("status", Optional.of(config.status()), this::status);
        find("parent", config.parent(), this::parent);
        find("tier", config.tier(), column -> {});
        find("owner", config.owner(), column -> {});
        find(
                "protected",
                config.protection(),
                column -> require("protected", column.base().equals("bool"), "must name a boolean column"));
        find("fence", config.fence(), this::fence);
        return keyType().isPresent();
    }

    private void shared() {
        named("key", Optional.of(config.key()), "id");
        named("status", Optional.of(config.status()), "status");
        named("parent", config.parent().or(() -> Optional.of("parent_id")), "parent_id");
        named("protected", config.protection().or(() -> Optional.of("protected")), "protected");
        named("fence", config.fence(), "fenced_at");
    }

    private void named(String key, Optional<String> column, String wanted) {
        require(key, column.equals(Optional.of(wanted)), "must be " + wanted + ", as coppice.resource has it");
    }

    private void key(Column column) {
        require("key", keyType().isPresent(), "must name a column of text, whole numbers or uuid");
        var unique = column.unique() || config.table().equals(TableFields.SHARED);
        require("key", unique, "must name a column that is a primary or unique key by itself");
    }

    private void status(Column column) {
        var holds = Stream.of(ResourceStatus.values()).allMatch(status -> column.holds(status.stored()));
        require("status", holds, "must name a column that holds active, suspended and deprovisioned");
        require("status", !column.generated(), "must name a column that can be written");
        require("status", !config.status().equals(config.key()), "must be another column than key");
    }

    private void parent(Column column) {
        require("parent", KeyType.of(column.base()).equals(keyType()), "must name a column of the type of key");
        var elsewhere = column.refersTo().stream().anyMatch(table -> !table.equals(config.table()));
        require("parent", !elsewhere, "must name a column that refers to " + config.table() + " itself");
    }

    private void fence(Column column) {
        require("fence", TIMES.contains(column.base()), "must name a column of timestamptz or timestamp");
        require("fence", column.nullable(), "must name a column that may be null");
        require("fence", !column.generated(), "must name a column that can be written");
    }

    private Optional<KeyType> keyType() {
        return Optional.ofNullable(columns.get(config.key())).flatMap(column -> KeyType.of(column.base()));
    }

    private void find(String key, Optional<String> name, Consumer<Column> check) {
        name.ifPresent(wanted -> Optional.ofNullable(columns.get(wanted))
                .ifPresentOrElse(check, () -> problems.add(key, "must name a column of " + config.table())));
    }

    private void require(String key, boolean fits, String allowed) {
        if (!fits) {
            problems.add(key, allowed);
        }
    }
}
