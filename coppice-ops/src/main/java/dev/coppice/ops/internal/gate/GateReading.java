package dev.coppice.ops.internal.gate;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.internal.spec.Names;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/**
 * Reads a gate as the text PostgreSQL would get, with every name quoted and every value a question mark: whatever is a word
 * and not quoted was written by jOOQ or by hand, so nothing hides from it in plain SQL templates.
 */
public final class GateReading {
    private static final DSLContext SQL =
            DSL.using(SQLDialect.POSTGRES, new Settings().withRenderQuotedNames(RenderQuotedNames.ALWAYS));
    private static final String BEFORE_TABLE = " from ";
    private static final String NAME = "(\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\w$]*)";
    private static final Pattern BASE_TABLE = Pattern.compile(NAME + "(\\." + NAME + ")*( as " + NAME + ")?");
    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"]|\"\")*)\"|'(?:[^']|'')*'");
    private static final Pattern COLUMN = Pattern.compile("(?:\"(?:[^\"]|\"\")*\"\\.)*\"((?:[^\"]|\"\")*)\"");
    private static final Pattern QUOTED_PART = Pattern.compile("\"((?:[^\"]|\"\")*)\"");
    /** A column with its table, but no function and no type. */
    private static final Pattern QUALIFIED = Pattern.compile(
            "(?<!\\bas |::|[.\"])(?:\"(?:[^\"]|\"\")*\"\\.)*\"((?:[^\"]|\"\")*)\"\\.\"(?:[^\"]|\"\")*\"(?![\"(.])");

    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");
    private static final Pattern AGGREGATE = Pattern.compile(
            "\\b(count|sum|min|max|avg|every|bool_and|bool_or|array_agg|string_agg|json_agg|jsonb_agg|over|filter)\\s*\\(");
    private static final Pattern OTHER_ROWS = Pattern.compile("\\b(select|distinct|exists)\\b");
    private static final Set<String> PLAIN_WORDS = Set.of(
            "and",
            "or",
            "not",
            "is",
            "null",
            "in",
            "between",
            "true",
            "false",
            "cast",
            "as",
            "any",
            "uuid",
            "bigint",
            "int",
            "smallint",
            "varchar",
            "text",
            "date",
            "timestamp",
            "with",
            "time",
            "zone");

    private GateReading() {}

    /** A condition as text, with question marks for values. */
    static String text(Condition condition) {
        return SQL.render(condition);
    }

    /** Fails unless {@code table} is a table by its name, perhaps with an alias. */
    static void requireBaseTable(Table<?> table) {
        if (!isBaseTable(table)) {
            throw refused(
                    "a gate", "It looks at rows that no single base table holds, and such rows cannot be locked.");
        }
    }

    /** Whether {@code table} is a table by its name, perhaps with an alias. */
    public static boolean isBaseTable(Table<?> table) {
        return BASE_TABLE.matcher(declared(table)).matches();
    }

    /** Fails if {@code condition} relies on more than the row itself. */
    static void requireLockable(Table<?> table, Condition condition) {
        var words = QUOTED.matcher(text(condition)).replaceAll("").toLowerCase(Locale.ROOT);
        var gate = "a gate on " + Names.of(table);
        if (AGGREGATE.matcher(words).find()) {
            throw refused(gate, "It counts or compares rows, and FOR SHARE cannot hold a count.");
        }
        if (OTHER_ROWS.matcher(words).find()) {
            throw refused(gate, "It looks at other rows by a sub-select, and rows that are absent cannot be locked.");
        }
    }

    /** Fails if {@code condition} names a column of another table, such as the one written to: the gate has no row of it. */
    static void requireOwnColumns(Table<?> table, Condition condition) {
        var own = lastPart(declared(table));
        var foreign = QUALIFIED
                .matcher(text(condition))
                .results()
                .anyMatch(match -> !match.group(1).equals(own));
        if (foreign) {
            throw refused(
                    "a gate on " + Names.of(table),
                    "It names a column of another table, and a gate is asked for its own row alone.");
        }
    }

    private static String lastPart(String table) {
        var quoted = QUOTED_PART.matcher(table);
        var last = "";
        while (quoted.find()) {
            last = quoted.group(1);
        }
        return last.isEmpty() ? table.substring(table.lastIndexOf('.') + 1) : last;
    }

    /** Whether a condition names no column but these. */
    static boolean testsOnly(Condition condition, Set<String> columns) {
        var text = text(condition);
        var named = new HashSet<String>();
        COLUMN.matcher(text).results().forEach(match -> named.add(match.group(1)));
        var words = QUOTED.matcher(text).replaceAll("").toLowerCase(Locale.ROOT);
        return !named.isEmpty()
                && columns.containsAll(named)
                && WORD.matcher(words).results().allMatch(word -> PLAIN_WORDS.contains(word.group()));
    }

    /** The columns of the keys of a table, as its class knows them, and those declared. */
    static Set<String> keyColumns(Table<?> table, List<Field<?>> declared) {
        var names = new HashSet<String>();
        declared.forEach(column -> names.add(column.getName()));
        table.getKeys().stream()
                .flatMap(key -> ((Collection<? extends Field<?>>) key.getFields()).stream())
                .forEach(column -> names.add(column.getName()));
        return names;
    }

    /** The quoted name of a table without its alias. */
    public static String baseName(Table<?> table) {
        return declared(table).replaceFirst(" as " + NAME + "$", "");
    }

    private static String declared(Table<?> table) {
        var select = SQL.render(DSL.selectOne().from(table));
        return select.substring(select.indexOf(BEFORE_TABLE) + BEFORE_TABLE.length());
    }

    private static CoppiceException refused(String gate, String found) {
        return Fault.of("gate.not-lockable", Fault.Kind.USAGE)
                .refused("The condition of " + gate + " was refused.")
                .found(found)
                .changed("Nothing was written.")
                .next("Name a parent row that every writer locks first and test that, or let a constraint decide.")
                .exception();
    }
}
