package dev.coppice.ops.internal.read;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Key;
import dev.coppice.ops.internal.spec.Names;
import java.util.stream.Collectors;
import org.jooq.Field;

/** Whether a key can identify one row, as far as that is known before the database is asked. */
public final class KeyCheck {
    private KeyCheck() {}

    /** Fails on a key without columns, or without a whole key of a table whose keys are known. */
    public static void require(Key<?> key) {
        if (key.columns().isEmpty()) {
            throw refused("key.missing", key, "It names no column of a key.", "Add key(column, value).");
        }
        var names = key.columns().keySet().stream().map(Field::getName).collect(Collectors.toSet());
        var known = key.table().getKeys();
        var holdsOne = known.stream()
                .anyMatch(unique -> unique.getFields().stream().allMatch(field -> names.contains(field.getName())));
        if (!known.isEmpty() && !holdsOne) {
            throw refused(
                    "key.not-unique",
                    key,
                    "The columns of " + key + " hold no key of the table.",
                    "Name all columns of a primary or unique key.");
        }
    }

    /** The error when a key has turned out to identify several rows. */
    public static CoppiceException ambiguous(Key<?> key) {
        return refused(
                "key.ambiguous",
                key,
                "More than one row has the key given for " + key + ".",
                "Name all columns of a primary or unique key.");
    }

    private static CoppiceException refused(String code, Key<?> key, String found, String next) {
        return Fault.of(code, Fault.Kind.USAGE)
                .refused("The op on one row of " + Names.of(key.table()) + " was refused.")
                .found(found)
                .changed("Nothing of it was written.")
                .next(next)
                .exception();
    }
}
