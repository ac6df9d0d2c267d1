package dev.coppice.prune.internal.read;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The row a result stands at, by the names of its columns. */
public final class Row {
    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    /** Makes something of a row. */
    @FunctionalInterface
    public interface Reader<T> {
        /** Reads one row. */
        T read(Row row) throws SQLException;
    }

    /** A text that is there. */
    public String text(String column) throws SQLException {
        var value = result.getString(column);
        if (value == null) {
            throw new SQLException("column " + column + " is null", "22004");
        }
        return value;
    }

    /** A text, or none for null. */
    public Optional<String> maybe(String column) throws SQLException {
        return Optional.ofNullable(result.getString(column));
    }

    /** A number; 0 for null. */
    public long number(String column) throws SQLException {
        return result.getLong(column);
    }

    /** A fraction; 0 for null. */
    public double fraction(String column) throws SQLException {
        return result.getDouble(column);
    }

    /** A point in time that is there. */
    public Instant instant(String column) throws SQLException {
        return result.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** A truth; false for null. */
    public boolean truth(String column) throws SQLException {
        return result.getBoolean(column);
    }

    /** Texts; none for null. */
    public List<String> texts(String column) throws SQLException {
        return array(column).map(Arrays::asList).orElse(List.of()).stream()
                .map(String::valueOf)
                .toList();
    }

    /** Whole numbers; none for null. */
    public List<Integer> numbers(String column) throws SQLException {
        return texts(column).stream().map(Integer::valueOf).toList();
    }

    /** Every column as text, in the order of the result. */
    public List<@Nullable String> all() throws SQLException {
        var values = new ArrayList<@Nullable String>();
        for (var i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            values.add(result.getString(i));
        }
        return values;
    }

    private Optional<Object[]> array(String column) throws SQLException {
        Array array = result.getArray(column);
        return array == null ? Optional.empty() : Optional.of((Object[]) array.getArray());
    }
}
