package dev.coppice.ops.internal.write;

import dev.coppice.ops.internal.write.TableFacts.Column;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.EnumType;
import org.jooq.JSON;
import org.jooq.JSONB;

/**
 * The types whose values can be sent as the text of an array, each with the classes it takes, and what makes two of its values
 * the same key. A value that none takes goes alone, as a parameter of its own.
 */
enum ColumnKind {
    WHOLE(List.of(Short.class, Integer.class, Long.class)),
    EXACT(List.of(BigDecimal.class, BigInteger.class, Short.class, Integer.class, Long.class)),
    FLOAT(List.of(Float.class, Double.class)),
    TEXT(List.of(String.class)),
    PADDED(List.of(String.class)),
    UUID(List.of(UUID.class)),
    BOOLEAN(List.of(Boolean.class)),
    INSTANT(List.of(OffsetDateTime.class, Instant.class)),
    LOCAL(List.of(LocalDateTime.class)),
    DAY(List.of(LocalDate.class)),
    DOCUMENT(List.of(JSON.class, JSONB.class)),
    BYTES(List.of(byte[].class)),
    ENUM(List.of(EnumType.class)),
    OTHER(List.of());

    private static final int HEADER = 4;
    private static final int LAST_YEAR = 9999;
    private static final int NANOS_OF_MICRO = 1000;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of, and classes do not change
    private final List<Class<?>> classes;

    ColumnKind(List<Class<?>> classes) {
        this.classes = classes;
    }

    /** The kind of a type by its name in the catalogue. */
    static ColumnKind of(String type) {
        return switch (type) {
            case "int2", "int4", "int8" -> WHOLE;
            case "numeric" -> EXACT;
            case "float4", "float8" -> FLOAT;
            case "text", "varchar" -> TEXT;
            case "bpchar" -> PADDED;
            case "uuid" -> UUID;
            case "bool" -> BOOLEAN;
            case "timestamptz" -> INSTANT;
            case "timestamp" -> LOCAL;
            case "date" -> DAY;
            case "json", "jsonb" -> DOCUMENT;
            case "bytea" -> BYTES;
            case "enum" -> ENUM;
            default -> OTHER;
        };
    }

    /** Whether values of a class are sent in arrays. */
    boolean takes(Class<?> type) {
        return classes.stream().anyMatch(taken -> taken.isAssignableFrom(type));
    }

    /** The text of a value, unless it is one that the column would refuse, or change. */
    static Optional<String> text(Object value, Column column) {
        var limit = column.limit() - HEADER;
        if (limit >= 0 && value instanceof String text && text.codePointCount(0, text.length()) > limit) {
            return Optional.empty();
        }
        if (limit >= 0 && column.kind() == EXACT && !fits(new BigDecimal(value.toString()), limit)) {
            return Optional.empty();
        }
        return text(value, column.type());
    }

    /** A type modifier holds the digits in all, and those behind the point in eleven bits, which may be negative. */
    private static boolean fits(BigDecimal value, int limit) {
        var scale = ((limit & 0x7ff) ^ 0x400) - 0x400;
        var rounded = value.setScale(scale, RoundingMode.HALF_UP);
        return rounded.precision() - rounded.scale() <= (limit >> 16 & 0xffff) - scale;
    }

    /** The text of a value, unless the type certainly refuses it. */
    static Optional<String> text(Object value, String type) {
        return switch (value) {
            case Number number -> number(number, type);
            case String text -> isClean(text) ? Optional.of(text) : Optional.empty();
            case OffsetDateTime time ->
                time.getYear() > 0 && time.getYear() <= LAST_YEAR ? Optional.of(time.toString()) : Optional.empty();
            case LocalDateTime time ->
                time.getYear() > 0 && time.getYear() <= LAST_YEAR ? Optional.of(time.toString()) : Optional.empty();
            case LocalDate day ->
                day.getYear() > 0 && day.getYear() <= LAST_YEAR ? Optional.of(day.toString()) : Optional.empty();
            case JSON json -> text(json.data(), type);
            case JSONB json -> text(json.data(), type);
            case byte[] bytes -> Optional.of("\\x" + HexFormat.of().formatHex(bytes));
            case EnumType label -> Optional.of(label.getLiteral());
            default -> Optional.of(value.toString());
        };
    }

    /** What two values have in common exactly when PostgreSQL takes them for the same key; empty where that is not known. */
    Optional<Object> identity(Object value) {
        return switch (this) {
            case WHOLE -> Optional.of(((Number) value).longValue());
            case EXACT ->
                value instanceof BigDecimal exact ? Optional.of(exact.stripTrailingZeros()) : Optional.empty();
            case TEXT, UUID, BOOLEAN, DAY, ENUM -> Optional.of(value);
            case INSTANT ->
                value instanceof OffsetDateTime time && time.getNano() % NANOS_OF_MICRO == 0
                        ? Optional.of(time.toInstant())
                        : Optional.empty();
            case FLOAT, PADDED, LOCAL, DOCUMENT, BYTES, OTHER -> Optional.empty();
        };
    }

    private static Optional<String> number(Number number, String type) {
        if (number instanceof BigDecimal exact) {
            return Optional.of(exact.toPlainString());
        }
        var tooSmall = (type.equals("smallint") && number.longValue() != number.shortValue())
                || (type.equals("integer") && number.longValue() != number.intValue());
        return tooSmall ? Optional.empty() : Optional.of(number.toString());
    }

    /** No character that PostgreSQL refuses in text: zero, or half of a pair. */
    private static boolean isClean(String text) {
        return text.codePoints().noneMatch(point -> point == 0 || isHalfOfPair(point));
    }

    private static boolean isHalfOfPair(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}
