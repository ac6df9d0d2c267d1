package dev.coppice.ops.internal.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.QOM;

/**
 * A condition as its parts without its values, so that conditions built by the same lines of code are found alike without
 * being rendered. Only comparisons of columns with values are known; columns are the same when they are the same object.
 */
final class Outline {
    private static final int MOST_PARTS = 200;
    private static final Class<?> NOTHING = DSL.noCondition().getClass();
    private static final String PLAIN_BINDINGS = "org.jooq.impl";

    private final List<Object> parts = new ArrayList<>();
    private final List<Param<?>> values = new ArrayList<>();

    /** A part that equals nothing but itself: jOOQ compares texts. */
    record Same(Object part) {
        @Override
        @SuppressWarnings("ReferenceEquality") // what it is for
        public boolean equals(Object other) {
            return other instanceof Same same && same.part == part;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(part);
        }
    }

    private Outline() {}

    static Optional<Outline> of(Condition condition) {
        var outline = new Outline();
        return outline.takes(condition) ? Optional.of(outline) : Optional.empty();
    }

    /** What two conditions have in common exactly when they differ in nothing but values. */
    List<Object> parts() {
        return parts;
    }

    /** The values, in the order of the text. */
    List<Param<?>> values() {
        return values;
    }

    private boolean takes(Condition condition) {
        parts.add(condition.getClass());
        return parts.size() < MOST_PARTS
                && switch (condition) {
                    case QOM.And and -> takes(and.$arg1()) && takes(and.$arg2());
                    case QOM.Or or -> takes(or.$arg1()) && takes(or.$arg2());
                    case QOM.Not not -> takes(not.$condition());
                    case QOM.Eq<?> equal -> takes(equal.$arg1(), equal.$arg2());
                    case QOM.Ne<?> other -> takes(other.$arg1(), other.$arg2());
                    case QOM.Lt<?> less -> takes(less.$arg1(), less.$arg2());
                    case QOM.Le<?> most -> takes(most.$arg1(), most.$arg2());
                    case QOM.Gt<?> greater -> takes(greater.$arg1(), greater.$arg2());
                    case QOM.Ge<?> least -> takes(least.$arg1(), least.$arg2());
                    case QOM.IsNull none -> takes(none.$field());
                    case QOM.IsNotNull some -> takes(some.$field());
                    case QOM.FieldCondition flag -> takes(flag.$field());
                    default -> condition.getClass().equals(NOTHING);
                };
    }

    private boolean takes(Field<?> one, Field<?> other) {
        return takes(one) && takes(other);
    }

    private boolean takes(Field<?> operand) {
        return switch (operand) {
            case TableField<?, ?> column -> parts.add(new Same(column));
            case Param<?> value -> takes(value);
            default -> false;
        };
    }

    private boolean takes(Param<?> parameter) {
        var value = parameter.getValue();
        var type = parameter.getDataType();
        var binding = type.getBinding().getClass();
        var isPlain = !parameter.isInline() && parameter.getParamName() == null;
        if (value == null || !isPlain || !binding.getPackageName().equals(PLAIN_BINDINGS)) {
            return false;
        }
        parts.addAll(
                List.of(value.getClass(), binding, type.getTypeName(), type.precision(), type.scale(), type.length()));
        return values.add(parameter);
    }
}
