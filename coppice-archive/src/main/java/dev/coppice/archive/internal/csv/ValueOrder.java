package dev.coppice.archive.internal.csv;

import java.util.Arrays;
import java.util.Optional;

/** How the text forms of a type are ordered, for types where that can be told without asking PostgreSQL. */
enum ValueOrder {
    /** Whole numbers, as digits. */
    INTEGER {
        @Override
        boolean knows(byte[] value) {
            return true;
        }

        @Override
        int compare(byte[] left, byte[] right) {
            var negative = left[0] == '-';
            if (negative != (right[0] == '-')) {
                return negative ? -1 : 1;
            }
            var order = left.length == right.length ? Arrays.compare(left, right) : left.length - right.length;
            return negative ? -order : order;
        }
    },
    /**
     * Dates and times in ISO form and UTC, of the years 1 to 9999. Not {@code infinity}, longer years, and those that end with
     * {@code BC}. "+00" sorts before a fraction, and a shorter fraction before a longer one with the same beginning.
     */
    TIME {
        @Override
        boolean knows(byte[] value) {
            return value.length >= SHORTEST_DATE && value[4] == '-' && value[value.length - 1] != 'C';
        }

        @Override
        int compare(byte[] left, byte[] right) {
            return Arrays.compareUnsigned(left, right);
        }
    },
    /** Texts and uuids, byte by byte: PostgreSQL's collation "C". */
    BYTES {
        @Override
        boolean knows(byte[] value) {
            return true;
        }

        @Override
        int compare(byte[] left, byte[] right) {
            return Arrays.compareUnsigned(left, right);
        }
    };

    private static final int SHORTEST_DATE = 10;

    /** The order of a type as PostgreSQL names it; empty where there is none to rely on. */
    static Optional<ValueOrder> of(String type) {
        return Optional.ofNullable(
                switch (type.replaceFirst("\\(.*\\)", "")) {
                    case "smallint", "integer", "bigint" -> INTEGER;
                    case "date", "timestamp without time zone", "timestamp with time zone" -> TIME;
                    case "text", "character varying", "uuid" -> BYTES;
                    default -> null;
                });
    }

    abstract boolean knows(byte[] value);

    abstract int compare(byte[] left, byte[] right);
}
