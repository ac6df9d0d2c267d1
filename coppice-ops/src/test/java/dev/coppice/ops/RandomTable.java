package dev.coppice.ops;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** A table of random columns, keys, rules and triggers, with a parent, a child, a log and a table for gates. */
final class RandomTable {
    final String schema;
    final Table<Record> table;
    final List<Field<?>> keys = new ArrayList<>();
    final List<Field<?>> others = new ArrayList<>();
    final List<List<Field<?>>> arbiters = new ArrayList<>();
    final Map<String, Integer> range = new LinkedHashMap<>();
    private final Random random;
    private final List<String> columns = new ArrayList<>();
    private final List<String> after = new ArrayList<>();

    RandomTable(String schema, Random random) {
        this.schema = schema;
        this.random = random;
        table = DSL.table(DSL.name(schema, "t"));
        for (var number = 0; number < 1 + random.nextInt(3); number++) {
            key("k" + number, random.nextInt(6));
        }
        arbiters.add(List.copyOf(keys));
        maybe(0.6, "u", "int UNIQUE", SQLDataType.INTEGER, 8, true);
        maybe(0.4, "p", "int", SQLDataType.INTEGER, 6, false);
        maybe(0.5, "c", "int DEFAULT 3 CONSTRAINT c_check CHECK (c < 7)", SQLDataType.INTEGER, 9, false);
        maybe(0.4, "n", "text NOT NULL DEFAULT 'none'", SQLDataType.CLOB, 5, false);
        maybe(0.4, "f", "int CONSTRAINT f_fk REFERENCES " + schema + ".parent", SQLDataType.INTEGER, 6, false);
        maybe(0.4, "v", "varchar(2)", SQLDataType.VARCHAR, 12, false);
        maybe(0.3, "m", "numeric(3,1)", SQLDataType.NUMERIC, 12, false);
        maybe(0.2, "s", "smallint", SQLDataType.INTEGER, 9, false);
        maybe(0.2, "d", "int CONSTRAINT d_key UNIQUE DEFERRABLE INITIALLY DEFERRED", SQLDataType.INTEGER, 8, false);
        maybe(0.2, "x", "int, CONSTRAINT x_excl EXCLUDE USING btree (x WITH =)", SQLDataType.INTEGER, 8, false);
        maybe(0.2, "e", schema + ".mood", SQLDataType.VARCHAR.asEnumDataType(Mood.class), 3, false);
        if (has("p") && chance(0.8)) {
            after.add("CREATE UNIQUE INDEX t_p_part ON " + schema + ".t (p) WHERE " + (has("c") ? "c > 2" : "p > 2"));
        }
        if (has("v") && chance(0.3)) {
            after.add("CREATE UNIQUE INDEX t_v_lower ON " + schema + ".t (lower(v))"
                    + (chance(0.5) ? " NULLS NOT DISTINCT" : ""));
        }
        if (has("c") && chance(0.3)) {
            columns.add("g int GENERATED ALWAYS AS (c * 2) STORED" + (chance(0.5) ? " UNIQUE" : ""));
        }
        if (keys.size() == 1 && keys.getFirst().getType() == Integer.class && chance(0.4)) {
            maybe(
                    1,
                    "b",
                    "int CONSTRAINT self_fk REFERENCES " + schema + ".t (k0)" + onDelete(),
                    SQLDataType.INTEGER,
                    6,
                    false);
        }
        child();
        trigger();
    }

    private void child() {
        if (keys.size() == 1 && keys.getFirst().getType() == Integer.class && chance(0.5)) {
            after.add("CREATE TABLE " + schema + ".child (id int, k int REFERENCES " + schema + ".t (k0)" + onDelete()
                    + ")");
        } else {
            after.add("CREATE TABLE " + schema + ".child (id int, k int)");
        }
    }

    private String onDelete() {
        return switch (random.nextInt(4)) {
            case 0 -> " ON DELETE CASCADE";
            case 1 -> " ON DELETE SET NULL";
            default -> "";
        };
    }

    private void trigger() {
        var body = switch (random.nextInt(12)) {
            case 0 -> "IF NEW.c = 4 THEN RETURN NULL; END IF; RETURN NEW;";
            case 1 -> "IF NEW.c = 4 THEN RAISE EXCEPTION 'no' USING ERRCODE = 'CO001'; END IF; RETURN NEW;";
            case 2 -> "NEW.c := coalesce(NEW.c, 1); RETURN NEW;";
            case 3 -> "NEW.c := (SELECT count(*) FROM " + schema + ".t); RETURN NEW;";
            case 4 -> "INSERT INTO " + schema + ".log SELECT count(*) FROM " + schema + ".t; RETURN NEW;";
            default -> "";
        };
        if (!body.isEmpty() && has("c")) {
            after.add("CREATE FUNCTION " + schema + ".f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + body
                    + " END $$");
            after.add("CREATE TRIGGER tr " + (body.startsWith("INSERT") && chance(0.5) ? "AFTER" : "BEFORE")
                    + " INSERT OR UPDATE ON " + schema + ".t FOR EACH ROW EXECUTE FUNCTION " + schema + ".f()");
        }
    }

    List<String> ddl() {
        var names = String.join(", ", keys.stream().map(Field::getName).toList());
        var all = new ArrayList<>(List.of(
                "DROP TABLE IF EXISTS " + schema + ".child, " + schema + ".t, " + schema + ".parent, " + schema
                        + ".log, " + schema + ".gate CASCADE; DROP FUNCTION IF EXISTS " + schema + ".f",
                "DROP TYPE IF EXISTS " + schema + ".mood; CREATE TYPE " + schema
                        + ".mood AS ENUM ('glad', 'calm', 'grim')",
                "CREATE TABLE " + schema + ".parent (id int PRIMARY KEY); INSERT INTO " + schema
                        + ".parent SELECT generate_series(0, 3)",
                "CREATE TABLE " + schema + ".log (n bigint)",
                "CREATE TABLE " + schema + ".gate (id int PRIMARY KEY, open boolean); INSERT INTO " + schema
                        + ".gate SELECT g, g < 3 FROM generate_series(0, 4) g",
                "CREATE TABLE " + schema + ".t (" + String.join(", ", columns) + ", PRIMARY KEY (" + names + "))"));
        all.addAll(after);
        return all;
    }

    boolean has(String name) {
        return others.stream().anyMatch(field -> field.getName().equals(name));
    }

    /** A value of a column, out of few; now and then one that does not fit. */
    Object value(Field<?> field) {
        var number = random.nextInt(range.getOrDefault(field.getName(), 6));
        if (field.getName().equals("s")) {
            return number == 8 ? 70_000 : number;
        }
        return switch (field.getType().getSimpleName()) {
            case "Integer" -> number;
            case "String" -> text(field, number);
            case "UUID" -> new UUID(0, number);
            case "BigDecimal" -> number == 11 ? new BigDecimal("123.4") : BigDecimal.valueOf(number, number % 2);
            case "OffsetDateTime" -> OffsetDateTime.of(2026, 1, 1 + number, 0, 0, 0, 0, ZoneOffset.ofHours(number % 2));
            case "Mood" -> number == 0 ? Mood.glad : number == 1 ? Mood.calm : Mood.grim;
            default -> throw new IllegalStateException(field.getType().getName());
        };
    }

    private static String text(Field<?> field, int number) {
        if (field.getName().equals("v")) {
            return number == 11
                    ? "long"
                    : number == 10 ? "a\0" : number == 9 ? "\"\\" : (number % 2 == 0 ? "a" : "A") + number % 5;
        }
        return "k" + number;
    }

    private void key(String name, int type) {
        range.put(name, 7);
        var kind = switch (type) {
            case 0, 1, 2 -> put(name, "int", SQLDataType.INTEGER);
            case 3 -> put(name, "text", SQLDataType.CLOB);
            case 4 -> put(name, "uuid", SQLDataType.UUID);
            default ->
                chance(0.5)
                        ? put(name, "numeric", SQLDataType.NUMERIC)
                        : put(name, "timestamptz", SQLDataType.TIMESTAMPWITHTIMEZONE);
        };
        keys.add(kind);
    }

    private void maybe(double likely, String name, String definition, DataType<?> type, int values, boolean arbiter) {
        if (chance(likely)) {
            range.put(name, values);
            var field = put(name, definition, type);
            others.add(field);
            if (arbiter) {
                arbiters.add(List.of(field));
            }
        }
    }

    private Field<?> put(String name, String definition, DataType<?> type) {
        columns.add(name + " " + definition);
        return DSL.field(DSL.name(schema, "t", name), type);
    }

    private boolean chance(double likely) {
        return random.nextDouble() < likely;
    }
}
