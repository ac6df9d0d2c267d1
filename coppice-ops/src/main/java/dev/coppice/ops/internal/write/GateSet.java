package dev.coppice.ops.internal.write;

import static java.util.Objects.requireNonNull;

import dev.coppice.ops.Gate;
import dev.coppice.ops.internal.gate.GateCondition;
import dev.coppice.ops.internal.gate.GateShape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.jooq.Param;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The gates of a batch, each asked once per statement however many items share it. Gates that differ in nothing but values are
 * asked as one set, with a row of values for each.
 */
final class GateSet {
    private static final String PREFIX = "@coppice@";
    private static final Pattern PARAMETER = Pattern.compile(PREFIX + "(\\d+)");
    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'");
    private static final Pattern CALL = Pattern.compile("([\\p{L}_][\\w$.]*)\\s*\\(");
    private static final Set<String> PLAIN_CALLS = Set.of(
            "exists",
            "cast",
            "and",
            "or",
            "not",
            "in",
            "any",
            "lower",
            "upper",
            "coalesce",
            "abs",
            "now",
            "trim",
            "where",
            "extract",
            "date_trunc",
            "numeric",
            "varchar",
            "decimal");
    private static final DSLContext SQL = DSL.using(
            SQLDialect.POSTGRES, new Settings().withRenderFormatted(false).withRenderNamedParamPrefix(PREFIX));

    private final Map<GateShape, Optional<Template>> templates = new HashMap<>();
    private final Map<List<Object>, Asked> equal = new HashMap<>();

    /** A text with places for values of these types. */
    private record Template(String text, List<String> types) {}

    /** A gate as a row of values for a text that others may share. */
    record Asked(int number, String table, String text, List<String> types, List<String> values) {}

    /** The quoted name of the table that a gate looks at. */
    static String table(Gate gate) {
        return ((GateCondition) gate.asCondition()).shape().table();
    }

    /** How a gate is asked among others; empty when only a statement of its own will do. */
    Optional<Asked> of(Gate gate) {
        var condition = (GateCondition) gate.asCondition();
        var given = condition.values();
        return given.isPresent()
                ? templates
                        .computeIfAbsent(condition.shape(), first -> template(condition, given.get()))
                        .flatMap(template -> asked(condition, template, given.get()))
                : asked(condition);
    }

    private Optional<Asked> asked(GateCondition condition) {
        var values = SQL.extractParams(condition).values().stream()
                .filter(parameter -> !parameter.isInline())
                .toList();
        return template(condition, values).flatMap(template -> asked(condition, template, values));
    }

    private static Optional<Template> template(GateCondition condition, Collection<? extends Param<?>> values) {
        var types = values.stream().map(Param::getValue).map(GateSet::type).toList();
        var isNamed = values.stream().anyMatch(parameter -> parameter.getParamName() != null);
        var text = SQL.renderNamedParams(condition);
        return types.contains("") || isNamed || text.contains("?") || !callsOnlyPlain(text)
                ? Optional.empty()
                : Optional.of(new Template(text, types));
    }

    private Optional<Asked> asked(GateCondition condition, Template template, Collection<? extends Param<?>> given) {
        var values = new ArrayList<String>();
        for (var parameter : given) {
            var text = ColumnKind.text(
                    requireNonNull(parameter.getValue()), template.types().get(values.size()));
            if (text.isEmpty()) {
                return Optional.empty();
            }
            values.add(text.get());
        }
        return Optional.of(equal.computeIfAbsent(
                List.of(template, values),
                same -> new Asked(equal.size(), condition.shape().table(), template.text(), template.types(), values)));
    }

    /** The gates as a table of the numbers of those that hold; the values go to {@code binds}. */
    static String holding(Collection<Asked> gates, List<String> binds) {
        var sets = new LinkedHashMap<List<Object>, List<Asked>>();
        gates.forEach(gate -> sets.computeIfAbsent(List.of(gate.text(), gate.types()), same -> new ArrayList<>())
                .add(gate));
        var selects = new ArrayList<String>();
        sets.values().forEach(set -> selects.add(select(set, binds)));
        return String.join(" UNION ALL ", selects);
    }

    private static String select(List<Asked> set, List<String> binds) {
        var first = set.getFirst();
        var arrays = new StringBuilder("cast(? AS int[])");
        var names = new StringBuilder("number");
        binds.add(ArrayLiteral.of(
                set.stream().map(gate -> Integer.toString(gate.number())).toList()));
        for (var position = 0; position < first.types().size(); position++) {
            var column = position;
            arrays.append(", cast(? AS ").append(first.types().get(position)).append("[])");
            names.append(", p").append(position + 1);
            binds.add(ArrayLiteral.of(
                    set.stream().map(gate -> gate.values().get(column)).toList()));
        }
        var text = PARAMETER.matcher(first.text()).replaceAll("coppice_asked.p$1");
        return "SELECT coppice_asked.number FROM unnest(" + arrays + ") AS coppice_asked (" + names + ") WHERE " + text;
    }

    private static boolean callsOnlyPlain(String text) {
        return CALL.matcher(QUOTED.matcher(text).replaceAll(" "))
                .results()
                .allMatch(call -> PLAIN_CALLS.contains(call.group(1).toLowerCase(java.util.Locale.ROOT)));
    }

    /** The type jOOQ would send a value as. */
    private static String type(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Short small -> "smallint";
            case Integer whole -> "integer";
            case Long big -> "bigint";
            case String text -> "text";
            case java.util.UUID id -> "uuid";
            case Boolean flag -> "boolean";
            case java.math.BigDecimal exact -> "numeric";
            case java.time.OffsetDateTime time -> "timestamptz";
            case java.time.LocalDateTime time -> "timestamp";
            case java.time.LocalDate day -> "date";
            default -> "";
        };
    }
}
