package dev.coppice.lifecycle.internal.kind;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** What ids of a kind are in its table. Outside of it they are texts. */
enum KeyType {
    TEXT("text"),
    BIGINT("int8"),
    UUID("uuid");

    private static final Set<String> TEXTS = Set.of("text", "varchar");
    private static final Set<String> NUMBERS = Set.of("int2", "int4", "int8");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,100}");
    private static final Pattern HEX = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final String type;

    KeyType(String type) {
        this.type = type;
    }

    /** The sort of a column whose base type has this name; empty for those that cannot be keys. */
    static Optional<KeyType> of(String base) {
        if (TEXTS.contains(base)) {
            return Optional.of(TEXT);
        }
        if (NUMBERS.contains(base)) {
            return Optional.of(BIGINT);
        }
        return base.equals("uuid") ? Optional.of(UUID) : Optional.empty();
    }

    /** An id as the table spells it; empty for what no row can have. */
    Optional<String> canonical(String id) {
        return switch (this) {
            case TEXT -> id.indexOf('\0') < 0 ? Optional.of(id) : Optional.empty();
            case BIGINT -> NUMBER.matcher(id).matches() ? whole(new BigInteger(id)) : Optional.empty();
            case UUID -> HEX.matcher(id).matches() ? Optional.of(id.toLowerCase(Locale.ROOT)) : Optional.empty();
        };
    }

    /** That a column has an id, which no row can have when it is none of this sort. */
    Condition is(Field<?> column, String id) {
        return canonical(id)
                .<Condition>map(known -> DSL.condition("{0} = {1}", column, parameter(known)))
                .orElse(DSL.falseCondition());
    }

    /** That a column comes after an id in the order of the column. */
    Condition follows(Field<?> column, String id) {
        return canonical(id)
                .<Condition>map(known -> DSL.condition("{0} > {1}", column, parameter(known)))
                .orElse(DSL.noCondition());
    }

    /** The name of the type ids are cast to. */
    String sql() {
        return "pg_catalog." + type;
    }

    private static Optional<String> whole(BigInteger number) {
        return number.bitLength() < Long.SIZE ? Optional.of(number.toString()) : Optional.empty();
    }

    private Field<Object> parameter(String id) {
        return DSL.field("cast({0} as {1})", DSL.val(id), DSL.sql(sql()));
    }
}
