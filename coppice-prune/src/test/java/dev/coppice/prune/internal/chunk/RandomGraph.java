package dev.coppice.prune.internal.chunk;

import dev.coppice.prune.Policy;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A seeded set of tables with foreign keys of every action, self references and circles, with rows; and what a policy on
 * the first of them must delete, computed over the rows in memory by the rules alone: no order, no statements, no SQL.
 */
final class RandomGraph {
    private final Random random;
    private final int tables;
    private final List<Key> keys = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final boolean[] keyless;

    record Key(int number, int child, int parent, String action) {
        boolean edits() {
            return action.startsWith("SET");
        }
    }

    /** A row with the rows it names by each key. */
    record Row(int table, int id, boolean eligible, Map<Key, Row> names) {
        @Override
        public int hashCode() {
            return table * 1000 + id;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Row row && row.table == table && row.id == id;
        }
    }

    RandomGraph(long seed) {
        this.random = new Random(seed);
        this.tables = 2 + random.nextInt(5);
        this.keyless = new boolean[tables];
        var count = tables - 1 + random.nextInt(tables);
        for (var i = 0; i < count; i++) {
            var child = i < tables - 1 ? i + 1 : random.nextInt(tables);
            var parent = i < tables - 1 ? random.nextInt(child) : random.nextInt(tables);
            keys.add(new Key(i, child, parent, action()));
        }
        for (var table = 1; table < tables; table++) {
            var number = table;
            keyless[table] = keys.stream().noneMatch(key -> key.parent() == number) && random.nextBoolean();
        }
        fill();
    }

    void create(TestDatabase db) {
        var sql = new StringBuilder();
        for (var table = 0; table < tables; table++) {
            sql.append("CREATE TABLE ${schema}.t")
                    .append(table)
                    .append(" (id int NOT NULL")
                    .append(keyless[table] ? "" : " PRIMARY KEY")
                    .append(table == 0 ? ", state text, at timestamptz" : "");
            var number = table;
            keys.stream()
                    .filter(key -> key.child() == number)
                    .forEach(key -> sql.append(", k").append(key.number()).append(" int"));
            sql.append(");\n");
        }
        for (var row : rows) {
            sql.append("INSERT INTO ${schema}.t")
                    .append(row.table())
                    .append(" VALUES (")
                    .append(row.id());
            if (row.table() == 0) {
                sql.append(", '")
                        .append(row.eligible() ? "done" : "live")
                        .append("', '2026-01-01'::timestamptz + ")
                        .append(row.id() % 5)
                        .append(" * interval '1 day'");
            }
            keys.stream()
                    .filter(key -> key.child() == row.table())
                    .forEach(key -> sql.append(", ")
                            .append(
                                    row.names().containsKey(key)
                                            ? String.valueOf(
                                                    row.names().get(key).id())
                                            : "NULL"));
            sql.append(");\n");
        }
        for (var key : keys) {
            sql.append("ALTER TABLE ${schema}.t")
                    .append(key.child())
                    .append(" ADD CONSTRAINT key")
                    .append(key.number())
                    .append(" FOREIGN KEY (k")
                    .append(key.number())
                    .append(") REFERENCES ${schema}.t")
                    .append(key.parent())
                    .append(" ON DELETE ")
                    .append(key.action())
                    .append(";\n");
        }
        db.execute(sql.toString());
    }

    Policy policy(String schema) {
        return Policy.of("random", schema + ".t0")
                .when("state = 'done'")
                .olderThan("at", Duration.ofDays(1))
                .build();
    }

    /** How many rows of each table that goes are deleted. */
    Map<String, Long> expected(String schema) {
        var going = goingTables();
        var roots =
                rows.stream().filter(row -> row.table() == 0 && row.eligible()).collect(Collectors.toSet());
        Set<Row> below;
        while (true) {
            below = below(roots, going);
            var staying = staying(below);
            if (staying.stream().noneMatch(roots::contains)) {
                break;
            }
            roots.removeAll(staying);
        }
        var counts = new TreeMap<String, Long>();
        for (var table : going) {
            counts.put(
                    schema + ".t" + table,
                    below.stream().filter(row -> row.table() == table).count());
        }
        return counts;
    }

    /** Eligible roots and all that names them by a key that forbids or cascades; of the first table eligible rows only. */
    private Set<Row> below(Set<Row> roots, Set<Integer> going) {
        var below = new HashSet<>(roots);
        boolean grown;
        do {
            grown = false;
            for (var row : rows) {
                var named = row.names().entrySet().stream()
                        .anyMatch(name -> !name.getKey().edits() && below.contains(name.getValue()));
                // A row of the first table goes for its own sake alone, and roots hold all that may.
                if (named && row.table() != 0 && going.contains(row.table())) {
                    grown |= below.add(row);
                }
            }
        } while (grown);
        return below;
    }

    /** Rows that would go and are named, by a key that forbids or cascades, by one that stays; and all they name. */
    private Set<Row> staying(Set<Row> below) {
        var staying = new HashSet<Row>();
        boolean grown;
        do {
            grown = false;
            for (var row : rows) {
                if (!below.contains(row) || staying.contains(row)) {
                    for (var name : row.names().entrySet()) {
                        if (!name.getKey().edits() && below.contains(name.getValue())) {
                            grown |= staying.add(name.getValue());
                        }
                    }
                }
            }
        } while (grown);
        return staying;
    }

    private Set<Integer> goingTables() {
        var going = new HashSet<>(Set.of(0));
        boolean grown;
        do {
            grown = going.addAll(keys.stream()
                    .filter(key -> !key.edits() && going.contains(key.parent()))
                    .map(Key::child)
                    .toList());
        } while (grown);
        return going;
    }

    private String action() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> "CASCADE";
            case 2 -> "RESTRICT";
            case 3 -> "SET NULL";
            case 4 -> "SET DEFAULT";
            default -> "NO ACTION";
        };
    }

    private void fill() {
        var byTable = new ArrayList<List<Row>>();
        for (var table = 0; table < tables; table++) {
            var own = new ArrayList<Row>();
            for (var id = 1; id <= 12; id++) {
                own.add(new Row(table, id, table == 0 && random.nextInt(4) != 0, new HashMap<>()));
            }
            byTable.add(own);
            rows.addAll(own);
        }
        for (var key : keys) {
            for (var row : byTable.get(key.child())) {
                if (random.nextInt(3) != 0) {
                    row.names().put(key, byTable.get(key.parent()).get(random.nextInt(12)));
                }
            }
        }
    }

    @Override
    public String toString() {
        return keys.stream()
                .map(key -> "t" + key.child() + "." + key.number() + "->t" + key.parent() + " " + key.action())
                .collect(Collectors.joining(", "));
    }
}
