package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.connect.Call;
import dev.coppice.ops.PageRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One page of a list. */
public final class PageOptions {
    private static final int LARGEST = 500;

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec spec;

    int limit;

    @Option(names = "--next", paramLabel = "NEXT", description = "Go on behind the page that answered this.")
    @Nullable
    String next;

    @Option(
            names = "--limit",
            defaultValue = "100",
            paramLabel = "N",
            description = "At most so many; 1 to 500, default 100.")
    void limit(int wanted) {
        if (wanted < 1 || wanted > LARGEST) {
            throw misused("--limit must be 1 to " + LARGEST + ", was: " + wanted);
        }
        limit = wanted;
    }

    /** How many at most. */
    public int limit() {
        return limit;
    }

    /** Behind what. */
    public Optional<String> next() {
        return Optional.ofNullable(next);
    }

    /** Refuses {@code --next} where several databases are asked, each of which has pages of its own. */
    void requireFirst() {
        if (next != null) {
            throw misused("--next goes on in one database: give the --target whose page answered it");
        }
    }

    /** Behind which number. */
    public OptionalLong nextNumber() {
        try {
            return next == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(next));
        } catch (NumberFormatException noNumber) {
            throw misused("--next must be what a page before answered as \"next\", was: " + next);
        }
    }

    /** The page as a search wants it. */
    public PageRequest request() {
        var first = PageRequest.first(limit);
        return next == null ? first : first.after(next);
    }

    /** The page of a list whose place is a number, as a server is asked for it. */
    public Call numbered(Call list) {
        nextNumber();
        return of(list);
    }

    /** The page of a list, as a server is asked for it. */
    public Call of(Call list) {
        return list.with("next", next).with("limit", limit);
    }

    /** The page of a search, as a server is asked for it. */
    public Call first(Call search) {
        return search.with("page", next == null ? Map.of("first", limit) : Map.of("first", limit, "after", next));
    }

    private ParameterException misused(String message) {
        return new ParameterException(
                Objects.requireNonNull(spec, "picocli sets it").commandLine(), message);
    }

    /** The document of a page, as every list answers it. */
    public static Map<String, @Nullable Object> document(List<?> items, @Nullable Object next) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("items", items);
        document.put("next", next);
        return document;
    }
}
