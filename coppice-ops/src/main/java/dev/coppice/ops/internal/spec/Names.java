package dev.coppice.ops.internal.spec;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jooq.Named;
import org.jooq.Table;

/** Names as a person writes them: without quotes, with the schema where it is known. */
public final class Names {
    private Names() {}

    /** The table's name with its schema. */
    public static String of(Table<?> table) {
        return of((Named) table);
    }

    /** The name without quotes. */
    public static String of(Named named) {
        return Arrays.stream(named.getQualifiedName().getName())
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining("."));
    }
}
