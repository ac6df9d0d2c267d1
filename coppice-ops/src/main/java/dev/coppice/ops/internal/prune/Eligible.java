package dev.coppice.ops.internal.prune;

import dev.coppice.ops.Pruner;
import dev.coppice.ops.internal.catalogue.Relation.Column;
import dev.coppice.ops.internal.prune.Doomed.Chosen;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Which rows of the root may go, and in which order.
 *
 * @param condition what the spec, the call and the age ask for
 */
record Eligible(PrunePlan plan, Condition condition, Optional<Column> age) {
    private static final String WITH_ZONE = "timestamp with time zone";
    private static final String WITHOUT_ZONE = "timestamp without time zone";

    static Eligible of(PrunePlan plan, Pruner<?> pruner, PruneRefusals refusals) {
        var condition = pruner.condition().orElseThrow(refusals::unbounded);
        var age = pruner.ageColumn()
                .map(field -> plan.root()
                        .column(field.getName())
                        .orElseThrow(() -> refusals.unknownColumn(plan.root(), field.getName())));
        age.ifPresent(column -> requireZone(column, pruner.ageZone().isPresent(), refusals));
        if (pruner.horizon().isEmpty()) {
            return new Eligible(plan, condition, age);
        }
        var column = age.orElseThrow(refusals::noAge);
        var boundary = boundary(column, pruner.horizon().get(), pruner.ageZone().orElse(ZoneOffset.UTC));
        var past = own(plan, column.name()).lt(DSL.field("{0}", Object.class, boundary));
        return new Eligible(plan, condition.and(past), age);
    }

    /** Columns of the root, as the conditions of callers name them. */
    Field<Object> own(String column) {
        return own(plan, column);
    }

    /** By age, then by key. */
    List<Field<?>> order() {
        var order = new ArrayList<Field<?>>();
        age.ifPresent(column -> order.add(own(column.name())));
        order.addAll(key());
        return order;
    }

    /** The key's columns. */
    List<Field<Object>> key() {
        return plan.key().stream().map(part -> own(part.column().name())).toList();
    }

    /** No further in that order than a row chosen. */
    Condition upTo(Chosen last) {
        var values = IntStream.range(0, plan.key().size())
                .mapToObj(place -> cast(
                        last.texts().get(place), plan.key().get(place).column().type()))
                .toList();
        var byKey = DSL.row(key()).le(DSL.row(values));
        if (age.isEmpty()) {
            return byKey;
        }
        var column = own(age.get().name());
        if (last.age().isEmpty()) {
            return column.isNotNull().or(byKey);
        }
        var value = cast(last.age().getFirst(), age.get().type());
        return column.le(value).and(column.lt(value).or(byKey));
    }

    private static Field<Object> own(PrunePlan plan, String column) {
        return DSL.field(DSL.name(plan.root().schema(), plan.root().name(), column));
    }

    private static Field<Object> cast(String text, String type) {
        return DSL.field("cast({0} as " + type + ")", Object.class, DSL.val(text, SQLDataType.CLOB));
    }

    /**
     * The time, as the column would have it. Told by Java, since PostgreSQL reads the sign of an offset the other way round. A
     * date is past when its whole day is: the boundary is the day in which the time lies.
     */
    private static Field<?> boundary(Column age, Instant time, ZoneId zone) {
        var local = time.atZone(zone).toLocalDateTime();
        return switch (age.base()) {
            case WITHOUT_ZONE -> DSL.val(local);
            case "date" -> DSL.val(local.toLocalDate());
            default -> DSL.val(time.atOffset(ZoneOffset.UTC));
        };
    }

    private static void requireZone(Column age, boolean given, PruneRefusals refusals) {
        switch (age.base()) {
            case WITH_ZONE -> {
                if (given) {
                    throw refusals.ageZone(age.name(), age.base(), false);
                }
            }
            case WITHOUT_ZONE, "date" -> {
                if (!given) {
                    throw refusals.ageZone(age.name(), age.base(), true);
                }
            }
            default -> throw refusals.ageType(age.name(), age.base());
        }
    }
}
