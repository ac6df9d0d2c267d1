package dev.coppice.prune.internal.sql;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.Holds;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.RowIdentity;
import dev.coppice.prune.internal.policy.Eligibility;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * Which rows of the policy's table may go, and in which order: by age, then key. Conditions are texts over the table
 * itself, to be repeated in every statement that claims, checks or deletes.
 */
public final class Roots {
    private static final String CURSOR = "coppice.cursor_";
    private static final String BOUND = "coppice.bound_";

    private final ClosureTable table;
    private final String eligible;
    private final String still;
    private final boolean dependent;
    private final List<Place> order;

    /** A column of the order: how it is read, of which type, and its operators. */
    private record Place(String expression, String type, String equal, String greater) {
        String from(String setting) {
            return "(SELECT current_setting('" + setting + "')::" + type + ")";
        }
    }

    /** The rows a policy means. */
    public Roots(Eligibility eligibility) {
        this.table = eligibility.table();
        this.eligible = String.join(" AND ", eligibility.conditions())
                + " AND ((SELECT NOT EXISTS (SELECT FROM coppice.hold WHERE table_schema = "
                + literal(table.name().schema()) + " AND table_name = "
                + literal(table.name().name()) + " AND released_at IS NULL)) OR " + notHeld(table) + ")";
        this.still = still(eligibility);
        this.dependent = !eligibility.selfContained();
        this.order = order(eligibility);
    }

    /** What a delete repeats of it. */
    public String still() {
        return still;
    }

    /** Whether the condition looks at other rows than the one it is asked of. */
    public boolean dependent() {
        return dependent;
    }

    /** That a row may go: state, age, and no hold. Whether the table has holds at all is asked once, not of each row. */
    public String eligible() {
        return eligible;
    }

    /** A text as a literal. */
    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    // Not as an anti-join: the ledger has no statistics while a campaign fills it, and would be read whole for each
    // row.
    /** That this campaign has not passed a row over already. */
    public String unnoted(long campaign, boolean anyNoted) {
        return anyNoted
                ? " AND (SELECT true FROM coppice.campaign_root AS noted WHERE noted.campaign_id = " + campaign
                        + " AND noted.root_key = " + keyText()
                        + " AND noted.state <> 'gone' AND noted.code <> 'locked') IS NULL"
                : "";
    }

    /** The order as a list of expressions. */
    public String ordered() {
        return order.stream().map(Place::expression).collect(joining(", "));
    }

    /** The place of a row, {@code p0} and on. */
    String place() {
        return numbered((each, i) -> each.expression() + " AS p" + i);
    }

    /** The same as texts. */
    String placeText() {
        return numbered((each, i) -> each.expression() + "::text AS p" + i);
    }

    /** The last of the places that a query named {@code picked} has, as texts. */
    String last() {
        return "SELECT " + numbered((each, i) -> "p" + i + "::text") + " FROM coppice_picked ORDER BY "
                + numbered((each, i) -> "p" + i + " DESC") + " LIMIT 1";
    }

    private String numbered(BiFunction<Place, Integer, String> part) {
        return IntStream.range(0, order.size())
                .mapToObj(i -> part.apply(order.get(i), i))
                .collect(joining(", "));
    }

    /** How many texts a place has. */
    public int width() {
        return order.size();
    }

    /** That a row lies behind the cursor. */
    public String afterCursor() {
        return plain() ? compared(">", CURSOR) : greater(CURSOR, 0);
    }

    /** That a row does not lie behind the bound of the window. */
    public String upToBound() {
        return plain() ? compared("<=", BOUND) : "NOT " + greater(BOUND, 0);
    }

    /** The settings that place the cursor. */
    public List<String> cursorSettings() {
        return IntStream.range(0, order.size()).mapToObj(i -> CURSOR + i).toList();
    }

    /** The settings that place the bound. */
    public List<String> boundSettings() {
        return IntStream.range(0, order.size()).mapToObj(i -> BOUND + i).toList();
    }

    /** The identity of a row as an array of texts. */
    public String keyText() {
        return keyText(table);
    }

    /** The identity of a row of a table as an array of texts. */
    public static String keyText(ClosureTable table) {
        return table.identity().columns().stream()
                .map(key -> table.qualified(key.column()) + "::text")
                .collect(joining(", ", "ARRAY[", "]"));
    }

    private boolean plain() {
        return order.stream().allMatch(place -> place.greater().equals(">"));
    }

    // A row comparison finds its way in an index on the same columns; it knows only the built-in operators.
    private String compared(String operator, String prefix) {
        var values = IntStream.range(0, order.size())
                .mapToObj(i -> order.get(i).from(prefix + i))
                .collect(joining(", "));
        return "((" + ordered() + ") " + operator + " (" + values + "))";
    }

    private String greater(String prefix, int from) {
        var place = order.get(from);
        var value = place.from(prefix + from);
        var here = place.expression() + " " + place.greater() + " " + value;
        return from == order.size() - 1
                ? "(" + here + ")"
                : "(" + here + " OR " + place.expression() + " " + place.equal() + " " + value + " AND "
                        + greater(prefix, from + 1) + ")";
    }

    // A condition that reads other rows may meet those already deleted; it was asked under the locks.
    private static String still(Eligibility eligibility) {
        var age = eligibility.age().map(each -> eligibility.table().qualified(each.column()) + " < " + each.horizon());
        return eligibility.selfContained() ? String.join(" AND ", eligibility.conditions()) : age.orElse("true");
    }

    /** That a row is not held; one without a primary key is held with its whole table. */
    public static String notHeld(ClosureTable table) {
        var keys = new ArrayList<Field<?>>();
        if (table.identity().kind() == RowIdentity.Kind.PRIMARY_KEY) {
            table.identity()
                    .columns()
                    .forEach(key -> keys.add(DSL.field(DSL.name(
                            table.name().schema(),
                            table.name().name(),
                            key.column().name()))));
        }
        return DSL.using(SQLDialect.POSTGRES).renderInlined(Holds.notHeld(table.name(), keys));
    }

    private List<Place> order(Eligibility eligibility) {
        var places = new ArrayList<Place>();
        eligibility
                .age()
                .ifPresent(age -> places.add(
                        new Place(table.value(age.column()), age.column().keyType(), "=", ">")));
        table.identity()
                .columns()
                .forEach(key -> places.add(
                        new Place(table.value(key.column()), key.column().keyType(), key.equal(), key.greater())));
        return places;
    }
}
