package dev.coppice.prune;

import static java.util.Objects.requireNonNull;

import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * A kind of subject with its name. A value for any thread; opens no connection.
 *
 * @param name what it is called
 * @param config its map
 */
public record Subject(String name, SubjectConfig config) {
    /**
     * Checks the map as {@code coppice.yaml} does.
     *
     * @throws IllegalArgumentException when the name is blank
     * @throws dev.coppice.ops.CoppiceException {@code subject.invalid} with every problem
     */
    public Subject {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be blank, was: \"" + name + "\"");
        }
        requireSound(name, requireNonNull(config, "config"));
    }

    /** Whether one of these words names it: its name or its table. */
    public boolean named(String word) {
        return name.equals(word) || config.table().spelled().equals(word);
    }

    private static void requireSound(String name, SubjectConfig config) {
        var problems = new ArrayList<String>();
        config.check((key, allowed) -> problems.add(key + " " + allowed));
        config.brakes().check((key, allowed) -> problems.add("brakes." + key + " " + allowed));
        List<SubjectTable> tables = config.tables();
        for (var i = 0; i < tables.size(); i++) {
            var path = "tables[" + i + "].";
            tables.get(i).check((key, allowed) -> problems.add(path + key + " " + allowed));
        }
        if (!problems.isEmpty()) {
            throw Fault.of("subject.invalid", Kind.USAGE)
                    .refused("Subject \"" + name + "\" was refused.")
                    .found("Its map cannot be:\n  " + String.join("\n  ", problems) + "\n")
                    .changed("Nothing was changed.")
                    .next("Mend what is named and try again.")
                    .exception();
        }
    }

    @Override
    public String toString() {
        return "subject \"" + name + "\" of " + config.table();
    }
}
