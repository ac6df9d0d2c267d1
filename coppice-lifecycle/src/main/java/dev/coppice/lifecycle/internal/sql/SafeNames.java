package dev.coppice.lifecycle.internal.sql;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Templates as names, prefixes and addresses. Values come from rows that users have written: one that could lead out of the
 * place meant for it is refused, never escaped, since each store has its own idea of what an escape means.
 */
public final class SafeNames {
    /** PostgreSQL cuts a longer name short without a word, and would then mean another. */
    private static final int LONGEST_NAME = 63;

    static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
    private static final Pattern FIXED_PART = Pattern.compile("[A-Za-z0-9{}._-]+");
    private static final Pattern AUTHORITY = Pattern.compile("https?://[^/?#{}@\\s]+/[^\\s#]*");

    private SafeNames() {}

    /** The name of a schema or a database. */
    static String name(String template, Map<String, String> values) {
        var name = fill(template, values);
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw refused("The name \"" + template + "\" becomes longer than " + LONGEST_NAME
                    + " bytes, and would be cut short to the name of something else.");
        }
        return name;
    }

    /** A prefix of objects, ended by a slash. */
    public static String prefix(String template, Map<String, String> values) {
        return fill(template, values);
    }

    /** An address; values are only behind its host. */
    public static URI url(String template, Map<String, String> values) {
        return URI.create(fill(template, values));
    }

    /** Whether a text names the id, by the column that has it or as {@code {id}}, and no other column. */
    static boolean namesOwner(String text, String key) {
        var columns = new Template(text).columns();
        return columns.equals(Set.of("id")) || columns.equals(Set.of(key));
    }

    /** The id as a text that names it has it. */
    static String braced(String text, String key) {
        return "{" + (text.contains("{id}") ? "id" : key) + "}";
    }

    /**
     * What is wrong with the template of a prefix, as the end of a sentence.
     *
     * @param key the column that has the id
     */
    public static Optional<String> problemOfPrefix(String template, String key) {
        if (parts(template).stream().noneMatch(part -> namesOwner(part, key))) {
            return Optional.of(
                    "must name {id} between two slashes, with no other column beside it, such as reports/{id}/:"
                            + " else it is that of several resources");
        }
        if (template.startsWith("{")) {
            return Optional.of("must begin with a fixed part, such as reports/{id}/: else an id may lead anywhere");
        }
        if (!template.endsWith("/")) {
            return Optional.of("must end with a slash: without it, ids that begin alike are meant too");
        }
        return parts(template).stream().allMatch(SafeNames::isPart)
                ? Optional.empty()
                : Optional.of("must be made of letters, digits, . _ - and single slashes, and lead nowhere else");
    }

    /** What is wrong with the template of an address, as the end of a sentence. */
    public static Optional<String> problemOfUrl(String template) {
        if (!AUTHORITY.matcher(template).matches()) {
            return Optional.of(
                    "must be an http or https address without credentials, and columns only behind its host");
        }
        try {
            URI.create(new Template(template).fill(column -> "x"));
            return Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.of("must be an address once its columns are filled in");
        }
    }

    private static String fill(String template, Map<String, String> values) {
        return new Template(template).fill(column -> value(template, column, values));
    }

    private static String value(String template, String column, Map<String, String> values) {
        var value = values.get(column);
        if (value == null) {
            throw refused("The column " + column + " that \"" + template + "\" names is null, or is not there.");
        }
        if (!VALUE.matcher(value).matches()) {
            throw refused("The value of the column " + column + " in \"" + template
                    + "\" could lead elsewhere: only letters, digits, . _ and - are taken, and not . or - first.");
        }
        return value;
    }

    private static List<String> parts(String prefix) {
        return Arrays.asList(prefix.replaceFirst("/\\z", "").split("/", -1));
    }

    private static boolean isPart(String part) {
        return FIXED_PART.matcher(part).matches() && !part.equals(".") && !part.equals("..");
    }

    static CoppiceException refused(String found) {
        return Fault.of("step.unsafe-value", Kind.REFUSED)
                .refused("The step was not begun.")
                .found(found)
                .changed("Nothing was removed.")
                .next("Mend the row or the declaration, then retry the operation.")
                .exception();
    }
}
