package dev.coppice.archive.query;

import java.util.Optional;
import java.util.regex.Pattern;

/** PostgreSQL's types as DuckDB's, for those that mean the same in both. */
final class DuckTypes {
    private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(\\d+)\\)");
    private static final int WIDEST_DECIMAL = 38;

    private DuckTypes() {}

    /** The expression that makes a value of a text, or null of one it does not understand; empty where text is best. */
    static Optional<String> cast(String type, String column) {
        return type.equals("bytea")
                ? Optional.of("unhex(substr(" + column + ", 3))")
                : name(type).map(duck -> "TRY_CAST(" + column + " AS " + duck + ")");
    }

    private static Optional<String> name(String type) {
        return switch (type.replaceFirst("\\(\\d\\)", "")) {
            case "boolean" -> Optional.of("BOOLEAN");
            case "smallint" -> Optional.of("SMALLINT");
            case "integer" -> Optional.of("INTEGER");
            case "bigint" -> Optional.of("BIGINT");
            case "real" -> Optional.of("FLOAT");
            case "double precision" -> Optional.of("DOUBLE");
            case "date" -> Optional.of("DATE");
            case "timestamp without time zone" -> Optional.of("TIMESTAMP");
            case "timestamp with time zone" -> Optional.of("TIMESTAMPTZ");
            case "time without time zone" -> Optional.of("TIME");
            case "uuid" -> Optional.of("UUID");
            case "json", "jsonb" -> Optional.of("JSON");
            default -> decimal(type);
        };
    }

    // Without a declared precision a column may hold any number of digits, and a fixed scale would cut them.
    private static Optional<String> decimal(String type) {
        var match = NUMERIC.matcher(type);
        return match.matches()
                        && Integer.parseInt(match.group(1)) <= WIDEST_DECIMAL
                        && Integer.parseInt(match.group(2)) <= Integer.parseInt(match.group(1))
                ? Optional.of("DECIMAL(" + match.group(1) + ", " + match.group(2) + ")")
                : Optional.empty();
    }
}
