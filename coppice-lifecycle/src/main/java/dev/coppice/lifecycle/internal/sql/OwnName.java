package dev.coppice.lifecycle.internal.sql;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The name of a schema or a database that one resource has to itself: a fixed part, and its id. Ids are chosen by users, so no id
 * may make it the name of something else. A value for any thread.
 *
 * @param template the name with the id in braces
 * @param key the column that has the id
 * @param taken names that are never a resource's own
 */
public record OwnName(String template, String key, Set<String> taken) {
    private static final String SYSTEM = "pg_";

    /** Copies the set. */
    public OwnName {
        taken = Set.copyOf(taken);
    }

    /** What is wrong with the template, as the end of a sentence. */
    public Optional<String> problem() {
        if (!SafeNames.namesOwner(template, key)) {
            return Optional.of(
                    "must name {id} and no other column, such as tenant_{id}: else it is that of several resources");
        }
        if (fixed().isEmpty()) {
            return Optional.of("must begin with a fixed part, such as tenant_{id}: else an id is all of the name");
        }
        if (SYSTEM.startsWith(fixed()) || fixed().startsWith(SYSTEM)) {
            return Optional.of("must not fit names that begin with pg_, which are the server's own");
        }
        return taken.stream()
                .filter(this::fits)
                .sorted()
                .findFirst()
                .map(name -> "must not fit " + name + ", which is not one resource's own");
    }

    /** Whether there can be a resource for which it is this. */
    public boolean fits(String name) {
        return owner(name).isPresent();
    }

    /** The id of the resource for which it is this; nobody says that there is one. */
    public Optional<String> owner(String name) {
        var fixed = template.split(Pattern.quote(SafeNames.braced(template, key)), -1);
        var found = Pattern.compile(Arrays.stream(fixed)
                        .map(Pattern::quote)
                        .collect(joining("(" + SafeNames.VALUE.pattern() + ")")))
                .matcher(name);
        if (!found.matches()) {
            return Optional.empty();
        }
        var id = found.group(1);
        return name.equals(String.join(id, fixed)) ? Optional.of(id) : Optional.empty();
    }

    /**
     * The name for a resource; quote it before it goes into SQL.
     *
     * @throws dev.coppice.ops.CoppiceException {@code step.unsafe-value}
     */
    public String of(Map<String, String> values) {
        var name = SafeNames.name(template, values);
        if (taken.contains(name) || name.startsWith(SYSTEM)) {
            throw SafeNames.refused("The name \"" + template + "\" becomes that of something that is not its own.");
        }
        return name;
    }

    /** Of the names a query finds those that are some resource's own, by its id. */
    public Map<String, String> owned(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var owned = new TreeMap<String, String>();
            while (rows.next()) {
                var name = rows.getString(1);
                owner(name).ifPresent(id -> owned.put(id, name));
            }
            return owned;
        }
    }

    private String fixed() {
        return template.substring(0, template.indexOf('{'));
    }

    @Override
    public String toString() {
        return template;
    }
}
