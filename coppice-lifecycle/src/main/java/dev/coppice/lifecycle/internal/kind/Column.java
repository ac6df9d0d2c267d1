package dev.coppice.lifecycle.internal.kind;

import dev.coppice.control.TableName;
import java.util.List;
import java.util.OptionalInt;
import org.jooq.Name;

/**
 * A column as the catalogue has it. A value for any thread.
 *
 * @param name its name
 * @param type its type, a domain as such
 * @param base the name of the type below all domains
 * @param labels the labels of an enumerated type
 * @param unique whether it is a key by itself
 * @param length how many characters it holds, if that is limited
 * @param nullable whether it may be null
 * @param generated whether the database makes its value
 * @param refersTo the tables its foreign keys of one column refer to
 */
record Column(
        String name,
        Name type,
        String base,
        List<String> labels,
        boolean unique,
        OptionalInt length,
        boolean nullable,
        boolean generated,
        List<TableName> refersTo) {
    /** Whether it holds a text as it is. */
    boolean holds(String text) {
        return switch (base) {
            case "text" -> true;
            case "varchar" -> length.isEmpty() || length.getAsInt() >= text.length();
            default -> labels.contains(text);
        };
    }
}
